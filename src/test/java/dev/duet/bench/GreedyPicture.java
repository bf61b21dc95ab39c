package dev.duet.bench;

import dev.duet.api.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Draws docs/images/greedy-and-optimal.svg from the worked example: {@code GreedyPicture docs/images/greedy-and-optimal.svg}. */
public final class GreedyPicture {
    private static final int SCALE = 5;
    private static final int GAP = 30;
    private static final int TOP = 26;
    private static final int BOTTOM = 24;
    private static final String[] COLOURS = {"#1f77b4", "#d95f02", "#2a9d4a"};

    private GreedyPicture() {}

    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), svg());
    }

    static String svg() {
        GreedyScene scene = new GreedyScene();
        int width = GreedyScene.WIDTH * SCALE;
        int height = GreedyScene.HEIGHT * SCALE;
        StringBuilder svg = new StringBuilder();
        line(
                svg,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"14\">",
                2 * width + GAP,
                TOP + height + BOTTOM);
        line(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        panel(svg, 0, "greedy: every GT takes its cheapest unit", scene, scene.greedy());
        panel(svg, width + GAP, "exact: the least total", scene, scene.exact());
        line(svg, "</svg>");
        return svg.toString();
    }

    private static void panel(StringBuilder svg, int left, String title, GreedyScene scene, Assignment assignment) {
        line(svg, "<g transform=\"translate(%d,%d)\">", left, TOP);
        line(svg, "<text x=\"0\" y=\"-9\" font-weight=\"bold\">%s</text>", title);
        grid(svg);
        int[] unitOf = {-1, -1, -1};
        double total = 0;
        for (int d = 0; d < assignment.duets(); d++) {
            int g = assignment.gt(d);
            unitOf[g] = assignment.unit(d);
            total += scene.costs().simOtaCost(g, unitOf[g]);
        }
        for (int g = 0; g < unitOf.length; g++) {
            gt(svg, g, unitOf[g] >= 0);
        }
        for (int g = 0; g < unitOf.length; g++) {
            if (unitOf[g] >= 0) {
                unit(svg, g, unitOf[g]);
            }
        }
        line(
                svg,
                "<text x=\"0\" y=\"%d\">%d of 3 GTs have a unit, total cost %.2f</text>",
                GreedyScene.HEIGHT * SCALE + 18,
                assignment.duets(),
                total);
        line(svg, "</g>");
    }

    private static void grid(StringBuilder svg) {
        for (int x = 0; x <= GreedyScene.WIDTH; x += GreedyScene.STRIDE) {
            stroke(svg, x, 0, x, GreedyScene.HEIGHT);
        }
        for (int y = 0; y <= GreedyScene.HEIGHT; y += GreedyScene.STRIDE) {
            stroke(svg, 0, y, GreedyScene.WIDTH, y);
        }
    }

    private static void stroke(StringBuilder svg, int x1, int y1, int x2, int y2) {
        line(
                svg,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#dddddd\"/>",
                x1 * SCALE,
                y1 * SCALE,
                x2 * SCALE,
                y2 * SCALE);
    }

    /** A GT without a unit is dashed, and says so. */
    private static void gt(StringBuilder svg, int g, boolean served) {
        float[] box = GreedyScene.GTS;
        float x1 = box[4 * g] * SCALE;
        float y1 = box[4 * g + 1] * SCALE;
        line(
                svg,
                "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\" fill=\"none\" stroke=\"%s\" stroke-width=\"3\"%s/>",
                x1,
                y1,
                box[4 * g + 2] * SCALE - x1,
                box[4 * g + 3] * SCALE - y1,
                COLOURS[g],
                served ? "" : " stroke-dasharray=\"4 5\"");
        line(
                svg,
                "<text x=\"%.0f\" y=\"%.0f\" fill=\"%s\" font-weight=\"bold\">%s%s</text>",
                x1,
                y1 - 8 - 18 * g,
                COLOURS[g],
                GreedyScene.NAMES[g],
                served ? "" : ": nothing");
    }

    private static void unit(StringBuilder svg, int g, int unit) {
        float half = GreedyScene.STRIDE / 2f;
        line(
                svg,
                "<rect x=\"%.0f\" y=\"%.0f\" width=\"%d\" height=\"%d\" fill=\"%s\" fill-opacity=\"0.7\"/>",
                (GreedyScene.x(unit) - half) * SCALE,
                (GreedyScene.y(unit) - half) * SCALE,
                GreedyScene.STRIDE * SCALE,
                GreedyScene.STRIDE * SCALE,
                COLOURS[g]);
        line(
                svg,
                "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\" fill=\"#ffffff\" font-weight=\"bold\">%s</text>",
                GreedyScene.x(unit) * SCALE,
                GreedyScene.y(unit) * SCALE + 5,
                GreedyScene.NAMES[g]);
    }

    private static void line(StringBuilder svg, String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
