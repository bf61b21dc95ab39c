package dev.duet.report.picture;

import dev.duet.api.Assignment;
import dev.duet.api.Funnel;
import dev.duet.assign.GtBatch;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One image under one head of a system, ready to be drawn: the GTs and, per level, the cells that have units.
 *
 * @param title system and head
 * @param width canvas pixels
 * @param height canvas pixels
 * @param photo under it all, or null
 * @param boxes the GTs, in order
 * @param panels one per level, as the system orders them
 */
public record Scene(String title, int width, int height, Photo photo, List<Box> boxes, List<Panel> panels) {
    /**
     * A GT.
     *
     * @param corners four corners x y
     * @param name number and class
     * @param units duets it ended with
     * @param story one sentence: why it has no unit, or how many
     * @param without whether it ended without a unit
     */
    public record Box(double[] corners, String name, int units, String story, boolean without) {
        double centreX() {
            return (corners[0] + corners[4]) / 2;
        }

        double centreY() {
            return (corners[1] + corners[5]) / 2;
        }
    }

    /**
     * A level.
     *
     * @param title level and stride
     * @param cell pixels per cell
     * @param units duets on it
     */
    public record Panel(String title, int cell, int units, List<Cell> cells) {}

    /**
     * A cell with at least one duet.
     *
     * @param x column
     * @param y row
     * @param gts GTs whose units lie in the cell, each once
     * @param strengths largest target of each of them, 0 to 1
     */
    public record Cell(int x, int y, List<Integer> gts, List<Float> strengths) {}

    /** The scene of one image. */
    public static Scene of(
            String title,
            UnitGrid grid,
            GtBatch gts,
            Assignment head,
            int image,
            List<String> classNames,
            Photo photo) {
        Funnel funnel = Funnel.of(head, image);
        List<Box> boxes = new ArrayList<>();
        for (int g = 0; g < funnel.gts(); g++) {
            int row = head.gtOffset(image) + g;
            int label = gts.label[row];
            String name = g + " " + (label < classNames.size() ? classNames.get(label) : "class " + label);
            boxes.add(new Box(
                    GtShapes.corners(gts, row),
                    name,
                    funnel.units(g),
                    funnel.sentence(g),
                    funnel.outcome(g) != GtOutcome.ASSIGNED));
        }
        return new Scene(title, grid.imageWidth, grid.imageHeight, photo, boxes, panels(grid, head, image));
    }

    private static List<Panel> panels(UnitGrid grid, Assignment head, int image) {
        List<Map<Integer, Cell>> cells = new ArrayList<>();
        int[] units = new int[grid.levels()];
        for (int l = 0; l < grid.levels(); l++) {
            cells.add(new LinkedHashMap<>());
        }
        for (int d = head.offset(image); d < head.offset(image + 1) && grid.levels() > 0; d++) {
            int unit = head.unit(d);
            int l = grid.level(unit);
            int x = grid.column(l, unit);
            int y = grid.row(l, unit);
            units[l]++;
            Cell cell = cells.get(l)
                    .computeIfAbsent(y * grid.width[l] + x, k -> new Cell(x, y, new ArrayList<>(), new ArrayList<>()));
            int at = cell.gts.indexOf(head.gt(d));
            float target = Math.max(0, Math.min(1, head.target(d)));
            if (at < 0) {
                cell.gts.add(head.gt(d));
                cell.strengths.add(target);
            } else {
                cell.strengths.set(at, Math.max(target, cell.strengths.get(at)));
            }
        }
        List<Panel> panels = new ArrayList<>();
        for (int l = 0; l < grid.levels(); l++) {
            String title = "stride " + grid.stride[l] + ": " + units[l] + (units[l] == 1 ? " unit" : " units");
            panels.add(new Panel(
                    title, grid.stride[l], units[l], List.copyOf(cells.get(l).values())));
        }
        return panels;
    }

    /** GTs without a unit. */
    public int without() {
        return (int) boxes.stream().filter(Box::without).count();
    }
}
