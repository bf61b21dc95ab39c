package dev.duet.report.picture;

import dev.duet.report.LabelPlaces;
import java.util.List;

/** Lays scenes out, one below the other, a panel per level and at most three side by side, and paints them. */
final class ScenePainter {
    /** More boxes than this make no picture; the rest is counted in words, GTs without a unit being drawn first. */
    static final int MOST_BOXES = 1_500;

    private static final int ABREAST = 3;
    /** From so many GTs on, small ones bear no number. */
    private static final int CROWD = 60;

    private static final int GAP = 12;
    /** Width of a panel in which letters have their plain size; larger panels, which are looked at from afar, have larger ones. */
    private static final double PLAIN = 560;

    private static final int INK = 0x202020;
    private static final int PAPER = 0xFFFFFF;

    private final List<Scene> scenes;
    private final double scale;
    private final int panelWidth;
    private final int panelHeight;
    private final int most;
    private final double zoom;
    private final int title;
    private final int caption;

    /** @param panelPixels width of a panel */
    ScenePainter(List<Scene> scenes, int panelPixels) {
        this.scenes = scenes;
        Scene first = scenes.get(0);
        scale = (double) panelPixels / first.width();
        panelWidth = panelPixels;
        panelHeight = (int) Math.round(first.height() * scale);
        most = scenes.stream().mapToInt(s -> s.panels().size()).max().orElse(1);
        zoom = panelPixels / PLAIN;
        title = (int) Math.round(24 * zoom);
        caption = (int) Math.round(18 * zoom);
    }

    int width() {
        return GAP + Math.max(1, Math.min(ABREAST, most)) * (panelWidth + GAP);
    }

    int height() {
        return GAP + scenes.stream().mapToInt(this::height).sum();
    }

    private int height(Scene scene) {
        int rows = (scene.panels().size() + ABREAST - 1) / ABREAST;
        return title + rows * (caption + panelHeight + GAP);
    }

    void paint(Surface surface) {
        surface.fill(0, 0, width(), height(), PAPER, 1);
        int top = GAP;
        for (Scene scene : scenes) {
            scene(surface, scene, top);
            top += height(scene);
        }
    }

    private void scene(Surface surface, Scene scene, int top) {
        int[] styles = Palette.styles(scene.boxes());
        int duets = scene.panels().stream().mapToInt(Scene.Panel::units).sum();
        double size = 16 * zoom;
        String text = scene.title() + ": " + scene.boxes().size()
                + (scene.boxes().size() == 1 ? " GT, " : " GTs, ") + duets + (duets == 1 ? " unit" : " units");
        surface.text(GAP, top, size, INK, -1, text);
        double x = GAP + size * 0.62 * (text.length() + 2);
        if (scene.without() > 0) {
            String alarm = scene.without() + " without a unit";
            surface.text(x, top, size, PAPER, Palette.ALARM, alarm);
            x += size * 0.62 * (alarm.length() + 2);
        }
        if (scene.boxes().size() > MOST_BOXES) {
            surface.text(x, top, size, INK, -1, "(" + MOST_BOXES + " GTs drawn)");
        }
        for (int p = 0; p < scene.panels().size(); p++) {
            int left = GAP + p % ABREAST * (panelWidth + GAP);
            int y = top + title + p / ABREAST * (caption + panelHeight + GAP);
            surface.text(left, y, 12 * zoom, INK, -1, scene.panels().get(p).title());
            panel(surface, scene, scene.panels().get(p), styles, left, y + caption);
        }
    }

    private void panel(Surface surface, Scene scene, Scene.Panel panel, int[] styles, int left, int top) {
        surface.clip(left, top, panelWidth, panelHeight, scale);
        surface.fill(0, 0, scene.width(), scene.height(), 0xECECEC, 1);
        if (scene.photo() != null) {
            surface.photo(scene.photo());
            surface.fill(0, 0, scene.width(), scene.height(), PAPER, 0.4);
        }
        if (panel.cell() * scale >= 4) {
            for (int x = panel.cell(); x < scene.width(); x += panel.cell()) {
                surface.line(x, 0, x, scene.height(), INK, 0.5 / scale, 0.12);
            }
            for (int y = panel.cell(); y < scene.height(); y += panel.cell()) {
                surface.line(0, y, scene.width(), y, INK, 0.5 / scale, 0.12);
            }
        }
        for (Scene.Cell cell : panel.cells()) {
            cell(surface, cell, panel.cell(), styles);
        }
        boxes(surface, scene, styles);
        surface.unclip();
    }

    private static void cell(Surface surface, Scene.Cell cell, int side, int[] styles) {
        double strip = (double) side / cell.gts().size();
        for (int i = 0; i < cell.gts().size(); i++) {
            int style = styles[cell.gts().get(i)];
            double x = cell.x() * side + i * strip;
            double y = (double) cell.y() * side;
            double opacity = 0.25 + 0.7 * cell.strengths().get(i);
            surface.fill(x, y, strip, side, colour(style), opacity);
            surface.pattern(style / Palette.COLOURS.length, x, y, strip, side);
        }
    }

    /** GTs with units first, then, on top, those without; numbers last, those of GTs without a unit choosing first. */
    private void boxes(Surface surface, Scene scene, int[] styles) {
        List<Scene.Box> boxes = scene.boxes();
        boolean[] drawn = drawn(scene);
        for (int pass = 0; pass < 2; pass++) {
            for (int g = 0; g < boxes.size(); g++) {
                Scene.Box box = boxes.get(g);
                if (drawn[g] && box.without() == (pass == 1)) {
                    if (box.without()) {
                        alarm(surface, box);
                    } else {
                        surface.outline(box.corners(), INK, 3 / scale, 0, box.name() + ": " + box.story());
                        surface.outline(box.corners(), colour(styles[g]), 1.6 / scale, 0, null);
                    }
                }
            }
        }
        double size = zoom * (boxes.size() > 100 ? 7.5 : boxes.size() > 40 ? 9 : 12) / scale;
        boolean crowded = boxes.size() > CROWD;
        LabelPlaces places = new LabelPlaces(scene.width(), scene.height());
        for (int pass = 0; pass < 2; pass++) {
            for (int g = 0; g < boxes.size(); g++) {
                Scene.Box box = boxes.get(g);
                boolean room = !crowded || side(box) > 2 * size; // else the numbers would hide the units
                if (drawn[g] && room && box.without() == (pass == 0)) {
                    String text = (box.without() ? "!" : "") + g;
                    double wide = size * 0.62 * text.length() + size * 0.3;
                    double[] at = places.find(box.corners(), wide, size * 1.15, box.without() && !crowded);
                    int plate = box.without() ? Palette.ALARM : colour(styles[g]);
                    if (at != null) {
                        surface.text(at[0], at[1], size, Palette.textOn(plate), plate, text);
                    }
                }
            }
        }
    }

    /** The longer side of the rectangle about a box. */
    private static double side(Scene.Box box) {
        double[] c = box.corners();
        double w = Math.max(Math.max(c[0], c[2]), Math.max(c[4], c[6]))
                - Math.min(Math.min(c[0], c[2]), Math.min(c[4], c[6]));
        double h = Math.max(Math.max(c[1], c[3]), Math.max(c[5], c[7]))
                - Math.min(Math.min(c[1], c[3]), Math.min(c[5], c[7]));
        return Math.max(w, h);
    }

    private static boolean[] drawn(Scene scene) {
        boolean[] drawn = new boolean[scene.boxes().size()];
        int room = MOST_BOXES;
        for (int pass = 0; pass < 2; pass++) {
            for (int g = 0; g < drawn.length; g++) {
                if (scene.boxes().get(g).without() == (pass == 0) && room > 0) {
                    drawn[g] = true;
                    room--;
                }
            }
        }
        return drawn;
    }

    private static int colour(int style) {
        return Palette.COLOURS[style % Palette.COLOURS.length];
    }

    private void alarm(Surface surface, Scene.Box box) {
        double[] c = box.corners();
        if (c[1] == c[3]) { // a straight box
            surface.fill(c[0], c[1], c[4] - c[0], c[5] - c[1], Palette.ALARM, 0.3);
        }
        surface.outline(c, PAPER, 4 / scale, 0, box.name() + ": " + box.story());
        surface.outline(c, Palette.ALARM, 2.4 / scale, 0, null);
        surface.line(c[0], c[1], c[4], c[5], Palette.ALARM, 1.6 / scale, 0.9);
        surface.line(c[2], c[3], c[6], c[7], Palette.ALARM, 1.6 / scale, 0.9);
    }
}
