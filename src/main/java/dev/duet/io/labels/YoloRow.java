package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.Remark;
import dev.duet.io.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One row of a YOLO label file as a box, {@code cx cy width height} normalised to the photo. Each row stands by itself:
 *
 * <ul>
 *   <li>5 numbers: class and box;
 *   <li>class, box and keypoints, where {@code data.yaml} says their shape ({@code kpt_shape: [17, 3]});
 *   <li>6 numbers: class, box and confidence, where that is asked for;
 *   <li>else more than 6: class and the corners of a polygon, of an OBB where they are four; its box is the least that holds them.
 * </ul>
 */
final class YoloRow {
    /** Without names, a larger class is a mistake in the file. */
    static final int MAX_CLASSES = 65_536;

    private static final int COLUMNS = 5;
    private static final int FOUR_CORNERS = 9;
    /** Normalised values may lie somewhat outside 0..1; far outside they are pixels. */
    private static final double MAX_NORMALISED = 2;

    private static final Set<Remark> POLYGONS =
            Set.of(Remark.POLYGON, Remark.FOUR_CORNERS, Remark.ROTATED_POLYGON, Remark.ROTATED_CORNERS);
    private static final String[] COLUMN_NAMES = {"class", "cx", "cy", "width", "height"};

    private final List<String> names;
    private final boolean confidence;
    private final int keypointColumns;
    private final boolean rotated;

    int label;
    double cx;
    double cy;
    double width;
    double height;
    /** Corners of a polygon, x and y in turn, normalised. */
    double[] points = new double[FOUR_CORNERS - 1];
    /** How many there are; 0 for a box. */
    int count;
    /** What is to be told of the row; null for a plain box. */
    Remark form;

    /**
     * @param keypointColumns numbers of the keypoints behind a box; 0 where there are none
     * @param rotated whether it is for systems on rotated boxes
     */
    YoloRow(List<String> names, boolean confidence, int keypointColumns, boolean rotated) {
        this.names = names;
        this.confidence = confidence;
        this.keypointColumns = keypointColumns;
        this.rotated = rotated;
    }

    /** Reads a row that is not blank. */
    void read(String text, Path file, int line) {
        List<String> columns = columns(text);
        int n = columns.size();
        form = form(n, file, line);
        label = TextFile.integer(columns.getFirst(), 0, file, line, "the class");
        count = 0;
        if (form != null && POLYGONS.contains(form)) {
            polygon(columns, file, line);
        } else {
            cx = value(columns, 1, file, line);
            cy = value(columns, 2, file, line);
            width = value(columns, 3, file, line);
            height = value(columns, 4, file, line);
            for (int c = COLUMNS; c < n; c++) {
                TextFile.decimal(columns.get(c), file, line, n == COLUMNS + 1 ? "the confidence" : "a keypoint");
            }
        }
    }

    /** What is wrong with the class; null if nothing. */
    String classTrouble() {
        int most = names.isEmpty() ? MAX_CLASSES : names.size();
        if (label < most) {
            return null;
        }
        return "the class is " + label + ", but there are "
                + (names.isEmpty()
                        ? "no class names, and without them the largest is " + (MAX_CLASSES - 1)
                        : "names for " + names.size() + " classes only");
    }

    private Remark form(int n, Path file, int line) {
        if (n == COLUMNS) {
            return null;
        }
        if (keypointColumns > 0) {
            if (n == COLUMNS + keypointColumns) {
                return Remark.POSE;
            }
            throw DataException.atLine(
                    file,
                    line,
                    "has " + n + " columns, expected 5, or " + (COLUMNS + keypointColumns)
                            + " with the keypoints that kpt_shape in data.yaml says");
        }
        if (n == COLUMNS + 1) {
            if (confidence) {
                return Remark.CONFIDENCE;
            }
            throw DataException.atLine(
                    file,
                    line,
                    "has 6 columns, expected 'class cx cy width height'; with a confidence behind them give --confidence");
        }
        if (n < COLUMNS || n % 2 == 0) {
            throw DataException.atLine(
                    file,
                    line,
                    "has " + n
                            + " columns, expected 'class cx cy width height' or a class and pairs of polygon corners");
        }
        if (rotated) {
            return n == FOUR_CORNERS ? Remark.ROTATED_CORNERS : Remark.ROTATED_POLYGON;
        }
        return n == FOUR_CORNERS ? Remark.FOUR_CORNERS : Remark.POLYGON;
    }

    private void polygon(List<String> columns, Path file, int line) {
        double x1 = Double.POSITIVE_INFINITY;
        double y1 = Double.POSITIVE_INFINITY;
        double x2 = Double.NEGATIVE_INFINITY;
        double y2 = Double.NEGATIVE_INFINITY;
        if (points.length < columns.size() - 1) {
            points = new double[columns.size() - 1];
        }
        for (int c = 1; c < columns.size(); c += 2) {
            double x = normalised(columns.get(c), "a polygon's x", file, line);
            double y = normalised(columns.get(c + 1), "a polygon's y", file, line);
            points[c - 1] = x;
            points[c] = y;
            x1 = Math.min(x1, x);
            y1 = Math.min(y1, y);
            x2 = Math.max(x2, x);
            y2 = Math.max(y2, y);
        }
        count = columns.size() / 2;
        cx = (x1 + x2) / 2;
        cy = (y1 + y2) / 2;
        width = x2 - x1;
        height = y2 - y1;
    }

    private static double value(List<String> columns, int c, Path file, int line) {
        double value = normalised(columns.get(c), COLUMN_NAMES[c], file, line);
        if (c > 2 && value < 0) {
            throw DataException.atLine(
                    file, line, COLUMN_NAMES[c] + " is " + Names.shown(columns.get(c)) + ", negative");
        }
        return value;
    }

    private static double normalised(String text, String what, Path file, int line) {
        double value = TextFile.decimal(text, file, line, what);
        if (Math.abs(value) > MAX_NORMALISED) {
            throw DataException.atLine(
                    file, line, what + " is " + Names.shown(text) + ", not normalised to the photo (0 to 1)");
        }
        return value;
    }

    /** The words of a line; whatever {@link Character#isWhitespace} says lies between them. */
    static List<String> columns(String line) {
        List<String> columns = new ArrayList<>(COLUMNS);
        int from = 0;
        for (int i = 0; i <= line.length(); i++) {
            if (i == line.length() || Character.isWhitespace(line.charAt(i))) {
                if (i > from) {
                    columns.add(line.substring(from, i));
                }
                from = i + 1;
            }
        }
        return columns;
    }
}
