package dev.duet.assign.yolov5;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetSink;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.NeighbourCellMatches;
import dev.duet.assign.workbench.Outcomes;

/**
 * The match lists of the YOLOv5 line: every neighbour cell and anchor of {@link NeighbourCellMatches} is a duet, duplicates included.
 * Reads no predictions unless raw box outputs are given; then overlap and target are those of {@link MatchObjectness}.
 */
final class AnchorMatch implements Assigner {
    private static final Channel[] CHANNELS = {new Channel("target_box", 4)};
    private static final int TARGET_BOX = 0;

    private final UnitGrid grid;
    private final NeighbourCellMatches cells;
    private final MatchObjectness objectness;

    /** Binds a recipe that {@link Yolov5Strategies} found to fit. */
    AnchorMatch(Recipe recipe, UnitGrid grid) {
        float reach = ((Candidates.NeighbourCells) recipe.candidates()).reach();
        float limit = ((Select.Under) recipe.select()).threshold();
        this.grid = grid;
        cells = new NeighbourCellMatches(grid, reach, limit);
        objectness = new MatchObjectness(grid, (Target.PredictedObjectness) recipe.target());
    }

    @Override
    public Channel[] duetChannels() {
        return CHANNELS;
    }

    @Override
    public void assign(GtBatch gts, PredictionBatch predictions, int image, DuetSink out) {
        int start = out.size;
        cells.find(gts, image, out, TARGET_BOX);
        if (predictions != null && predictions.rawBoxes != null) {
            objectness.fill(predictions.rawBoxes, image, out, start, out.extra[TARGET_BOX]);
        }
        report(gts, image, out, start);
    }

    private void report(GtBatch gts, int image, DuetSink out, int start) {
        int from = gts.offset[image];
        int count = gts.offset[image + 1] - from;
        if (out.explain) {
            for (int row = start; row < out.size; row++) {
                out.claim(out.unit[row], out.gt[row]);
            }
        }
        for (int g = 0; g < count; g++) {
            int row = from + g;
            int matches = cells.matches(g);
            out.gt(row, Outcomes.of(gts, row, grid, true, matches, matches, matches), matches, matches, matches);
        }
    }
}
