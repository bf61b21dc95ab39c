package dev.duet.assign.align;

import dev.duet.assign.Assigner;
import dev.duet.assign.BadPredictionException;
import dev.duet.assign.Channel;
import dev.duet.assign.DuetSink;
import dev.duet.assign.GtBatch;
import dev.duet.assign.Outcomes;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.Preparation;
import dev.duet.assign.Recipe;
import dev.duet.assign.Resolve;
import dev.duet.assign.Score;
import dev.duet.assign.Select;
import dev.duet.assign.Target;
import dev.duet.assign.UnitGrid;
import dev.duet.lanes.Checks;
import dev.duet.lanes.Lanes;

/**
 * Task-aligned assignment of one image (TOOD paper, arXiv 2108.07755, section 3.2, as batched by PPYOLOE and YOLOv6 to YOLO26): every GT
 * takes the k candidates of highest metric s^alpha u^beta, contested units go to the highest overlap, targets are the metrics scaled to
 * the GT's best overlap.
 */
final class AlignedAssigner implements Assigner {
    private static final Channel[] CHANNELS = {new Channel("align_metric", 1)};

    private final UnitGrid grid;
    private final CandidateRule candidateRule;
    private final OverlapRule overlapRule;
    private final Score.Alignment score;
    private final Select.TopK select;
    private final float eps;
    private final boolean positiveSum;
    private final AlignedSelection selection;
    private final Conflicts conflicts;

    private final GtTable gts = new GtTable();
    private final Runs runs = new Runs();
    private final CandidateBoxes boxes = new CandidateBoxes();
    private final Claims claims;
    private int[] candidateCount = new int[64];
    private int[] selectedCount = new int[64];
    private int[] keptCount = new int[64];
    private float[] bestMetric = new float[64];
    private float[] bestOverlap = new float[64];

    AlignedAssigner(Recipe recipe, UnitGrid grid, CandidateRule candidateRule, OverlapRule overlapRule) {
        this.grid = grid;
        this.candidateRule = candidateRule;
        this.overlapRule = overlapRule;
        this.score = (Score.Alignment) recipe.score();
        this.select = (Select.TopK) recipe.select();
        this.eps = ((Target.NormalisedAlignment) recipe.target()).eps();
        this.positiveSum = recipe.preparation() instanceof Preparation.PositiveSum;
        this.selection = new AlignedSelection(score, Math.min(select.k(), grid.units), overlapRule);
        Resolve.Among among = ((Resolve.HighestOverlap) recipe.resolve()).among();
        this.conflicts = new Conflicts(among, candidateRule, overlapRule, score.alpha(), score.beta());
        this.claims = new Claims(grid.units);
    }

    @Override
    public Channel[] duetChannels() {
        return CHANNELS;
    }

    @Override
    public void assign(GtBatch batch, PredictionBatch predictions, int image, DuetSink out) {
        gts.load(batch, image, positiveSum);
        reserve(gts.size);
        candidateRule.prepare(gts);
        overlapRule.prepare(gts);
        claims.size = 0;
        for (int g = 0; g < gts.size; g++) {
            candidateCount[g] = 0;
            selectedCount[g] = 0;
            if (gts.valid[g]) {
                claim(g, predictions, image);
            }
        }
        if (out.explain) {
            for (int i = 0; i < claims.size; i++) {
                out.claim(claims.unit[i], claims.gt[i]);
            }
        }
        conflicts.resolve(claims, gts, predictions.boxes, predictions.scores, image);
        emit(batch, image, out);
    }

    private void claim(int g, PredictionBatch predictions, int image) {
        candidateRule.candidates(gts, g, runs);
        candidateCount[g] = runs.units;
        if (runs.units == 0) {
            return;
        }
        boxes.load(runs, predictions.boxes, image);
        overlapRule.bound(boxes, gts, g);
        if (!Checks.within(boxes.bound, boxes.size, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY)) {
            complain(image, predictions.boxes.width);
        }
        int n = selection.select(boxes, gts, g, predictions.scores, image);
        for (int j = 0; j < n; j++) {
            claims.add(boxes.unit[selection.picked[j]], g, selection.overlap[j], selection.metric[j]);
        }
        selectedCount[g] = n;
        if (n < select.k() && select.zeroFill()) {
            selectedCount[g] += zeroFill(g, n);
        }
    }

    /**
     * torch.topk always returns k entries: with fewer than k positive metrics the lowest units of metric 0 fill up, and those that are
     * candidates become claims of metric 0. Fillers are among the first k units, so only candidates there matter.
     */
    private int zeroFill(int g, int positive) {
        int fillers = Math.min(select.k(), grid.units) - positive;
        int added = 0;
        int next = 0;
        int taken = 0;
        for (int unit = 0; fillers > 0 && next < boxes.size && boxes.unit[next] < select.k(); unit++) {
            while (taken < positive && boxes.unit[selection.picked[taken]] < unit) {
                taken++;
            }
            boolean isTaken = taken < positive && boxes.unit[selection.picked[taken]] == unit;
            boolean isCandidate = boxes.unit[next] == unit;
            if (isCandidate) {
                next++;
            }
            if (!isTaken) {
                fillers--;
                if (isCandidate) {
                    claims.add(unit, g, selection.overlapAt(boxes, next - 1, gts, g), 0);
                    added++;
                }
            }
        }
        return added;
    }

    private void complain(int image, int width) {
        for (int i = 0; i < boxes.size; i++) {
            for (int k = 0; k < width; k++) {
                if (!Float.isFinite(boxes.column[k][i])) {
                    throw new BadPredictionException("pred_boxes", image, boxes.unit[i], boxes.column[k][i]);
                }
            }
        }
    }

    /** Stage 5: scales each GT's metrics to its best overlap and hands out the duets. */
    private void emit(GtBatch batch, int image, DuetSink out) {
        for (int g = 0; g < gts.size; g++) {
            keptCount[g] = 0;
            bestMetric[g] = 0;
            bestOverlap[g] = 0;
        }
        for (int i = 0; i < claims.size; i++) {
            int g = claims.gt[i];
            keptCount[g]++;
            bestMetric[g] = Math.max(bestMetric[g], claims.metric[i]);
            bestOverlap[g] = Math.max(bestOverlap[g], claims.overlap[i]);
        }
        out.reserve(claims.size);
        for (int i = 0; i < claims.size; i++) {
            int g = claims.gt[i];
            float target = claims.metric[i] * bestOverlap[g] / (bestMetric[g] + eps);
            int row = out.duet(claims.unit[i], g, claims.overlap[i], target);
            out.extra[0][row] = claims.metric[i];
        }
        int base = batch.offset[image];
        for (int g = 0; g < gts.size; g++) {
            out.gt(
                    base + g,
                    Outcomes.of(batch, base + g, grid, gts.valid[g], candidateCount[g], selectedCount[g], keptCount[g]),
                    candidateCount[g],
                    selectedCount[g],
                    select.k());
        }
    }

    private void reserve(int n) {
        if (keptCount.length < n) {
            int length = Lanes.padded(n + (n >> 1));
            candidateCount = new int[length];
            selectedCount = new int[length];
            keptCount = new int[length];
            bestMetric = new float[length];
            bestOverlap = new float[length];
        }
    }
}
