package dev.duet.jmh;

import dev.duet.lanes.cells.CellEdges;
import dev.duet.lanes.memory.Rows;

/** Boxes into columns, and edges into cells. */
final class MoveKernels {
    private MoveKernels() {}

    private abstract static class Rowed extends Kernel {
        final float[] rows = new float[4 * (2 * N + 64)];

        Rowed() {
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (float) random.nextDouble(640);
            }
        }

        @Override
        double checksum() {
            double sum = 0;
            for (int i = 0; i < N; i++) {
                sum += x1[i] + 2 * y1[i] + 3 * x2[i] + 4 * y2[i];
            }
            return sum;
        }
    }

    /** Rows x1 y1 x2 y2 split into columns. */
    static final class Columns extends Rowed {
        @Override
        void vector() {
            Rows.columns(rows, 0, N, x1, y1, x2, y2, 0);
        }

        @Override
        void scalar() {
            for (int i = 0; i < N; i++) {
                x1[i] = rows[4 * i];
                y1[i] = rows[4 * i + 1];
                x2[i] = rows[4 * i + 2];
                y2[i] = rows[4 * i + 3];
            }
        }
    }

    /** The same for runs of eight units with gaps of eight: a middling GT's rows of cells. */
    static final class ColumnsOfRuns extends Rowed {
        private static final int RUN = 8;

        private final int[] start = new int[N / RUN];
        private final int[] length = new int[N / RUN];
        private final int[] unit = new int[PADDED];

        ColumnsOfRuns() {
            for (int r = 0; r < start.length; r++) {
                start[r] = 2 * RUN * r;
                length[r] = RUN;
            }
        }

        @Override
        void vector() {
            Rows.columnsOfRuns(rows, 0, start, length, start.length, unit, x1, y1, x2, y2, 0);
        }

        @Override
        void scalar() {
            int to = 0;
            for (int r = 0; r < start.length; r++) {
                for (int u = start[r]; u < start[r] + length[r]; u++) {
                    unit[to] = u;
                    x1[to] = rows[4 * u];
                    y1[to] = rows[4 * u + 1];
                    x2[to] = rows[4 * u + 2];
                    y2[to++] = rows[4 * u + 3];
                }
            }
        }
    }

    /** First cell whose centre lies right of an edge: the rectangles of all GTs of an image. */
    static final class CellEdge extends Kernel {
        private final int[] cell = new int[PADDED];

        @Override
        void vector() {
            CellEdges.first(x1, N, 0.5f, 8, 1e-9f, 80, cell);
        }

        @Override
        void scalar() {
            for (int i = 0; i < N; i++) {
                int c = Math.max(0, Math.min(80, (int) Math.floor(x1[i] / 8 - 0.5f)));
                while (c > 0 && (c - 0.5f) * 8 - x1[i] > 1e-9f) {
                    c--;
                }
                while (c < 80 && !((c + 0.5f) * 8 - x1[i] > 1e-9f)) {
                    c++;
                }
                cell[i] = c;
            }
        }

        @Override
        double checksum() {
            double sum = 0;
            for (int i = 0; i < N; i++) {
                sum += cell[i];
            }
            return sum;
        }
    }
}
