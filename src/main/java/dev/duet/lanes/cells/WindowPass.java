package dev.duet.lanes.cells;

import dev.duet.lanes.memory.Pass;

/** The passes of {@link BoxWindows}, in groups that run together. */
enum WindowPass implements Pass<BoxWindows> {
    HALVES {
        @Override
        public void run(BoxWindows w) {
            w.finite &= BoxCodes.halves(w.piece, w.at, w.count, w.rowScales, w.halves);
        }
    },
    JOIN {
        @Override
        public void run(BoxWindows w) {
            BoxCodes.join(w.halves, w.count, w.codes, w.to);
        }
    },
    X_AXIS {
        @Override
        public void run(BoxWindows w) {
            w.finite &= BoxCodes.addAxis(
                    w.piece, w.at, w.at + 2 * w.plane, w.count, w.scales[0], w.scales[2], 0, w.codes, w.to);
        }
    },
    Y_AXIS {
        @Override
        public void run(BoxWindows w) {
            int low = w.at + w.plane;
            w.finite &= BoxCodes.addAxis(
                    w.piece, low, low + 2 * w.plane, w.count, w.scales[1], w.scales[3], 8, w.codes, w.to);
        }
    },
    LEAST_BY_LANE {
        @Override
        public void run(BoxWindows w) {
            CodeWindows.mostByLane(w.codes, w.blocks, -1, w.wide);
        }
    },
    LEAST {
        @Override
        public void run(BoxWindows w) {
            CodeWindows.mostOfLanes(w.wide, w.blocks, -1, w.least);
        }
    },
    MOST_BY_LANE {
        @Override
        public void run(BoxWindows w) {
            CodeWindows.mostByLane(w.codes, w.blocks, 0, w.wide);
        }
    },
    MOST {
        @Override
        public void run(BoxWindows w) {
            CodeWindows.mostOfLanes(w.wide, w.blocks, 0, w.most);
        }
    },
    NEAR {
        @Override
        public void run(BoxWindows w) {
            w.nearBlocks = CodeWindows.near(w.least, w.most, w.blocks, w.low[w.window], w.high[w.window], w.near);
        }
    },
    WITHIN {
        @Override
        public void run(BoxWindows w) {
            w.nearBlocks =
                    CodeWindows.within(w.codes, w.low[w.window], w.high[w.window], w.near, w.nearBlocks, w.inBlock);
        }
    };

    /** Codes of a piece of boxes that follow one another. */
    static final WindowPass[] ROWS = {HALVES, JOIN};
    /** Codes, cleared before, of a piece of boxes in planes. */
    static final WindowPass[] PLANES = {X_AXIS, Y_AXIS};
    /** Ranges of all blocks. */
    static final WindowPass[] RANGES = {LEAST_BY_LANE, LEAST, MOST_BY_LANE, MOST};
    /** Boxes in one window. */
    static final WindowPass[] SEARCH = {NEAR, WITHIN};
}
