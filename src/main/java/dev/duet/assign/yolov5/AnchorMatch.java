package dev.duet.assign.yolov5;

import dev.duet.assign.Assigner;
import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.NeighbourCellMatches;

/**
 * The match lists of the YOLOv5 line: every neighbour cell and anchor of {@link NeighbourCellMatches} is a duet, duplicates included.
 * Reads no predictions unless raw box outputs are given; then overlap and target are those of {@link MatchObjectness}.
 */
final class AnchorMatch implements Assigner {
    private static final Channel[] CHANNELS = {new Channel("target_box", 4)};
    private static final int TARGET_BOX = 0;

    private final ImageGts gts;
    private final NeighbourCellMatches cells;
    private final MatchObjectness objectness;

    /** Binds a recipe that {@link Yolov5Strategies} found to fit. */
    AnchorMatch(Recipe recipe, UnitGrid grid) {
        float reach = ((Candidates.NeighbourCells) recipe.candidates()).reach();
        float limit = ((Select.Under) recipe.select()).threshold();
        gts = new ImageGts(grid);
        cells = new NeighbourCellMatches(grid, reach, limit);
        objectness = new MatchObjectness(grid, (Target.PredictedObjectness) recipe.target());
    }

    @Override
    public Channel[] duetChannels() {
        return CHANNELS;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetTable out) {
        int start = out.size;
        gts.load(batch, image);
        gts.shares();
        cells.find(gts, out, TARGET_BOX);
        if (predictions != null && predictions.rawBoxes != null) {
            objectness.fill(predictions.rawBoxes, image, out, start, out.extra[TARGET_BOX]);
        }
        report(out, start);
    }

    private void report(DuetTable out, int start) {
        if (out.explain) {
            for (int row = start; row < out.size; row++) {
                out.claim(out.unit[row], out.gt[row]);
            }
        }
        for (int g = 0; g < gts.size; g++) {
            gts.took(g, gts.candidates[g]);
            gts.kept[g] = gts.candidates[g];
        }
        gts.report(out);
    }
}
