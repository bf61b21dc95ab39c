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
    /** Picks this weak are dropped where the recipe does without zero fill (a development version of ultralytics). */
    private static final float DROPPED_METRIC = 1e-9f;

    private static final Channel[] CHANNELS = {new Channel("align_metric", 1)};

    private final UnitGrid grid;
    private final CandidateRule candidateRule;
    private final OverlapRule overlapRule;
    private final Score.Alignment score;
    private final int k;
    private final boolean zeroFill;
    private final float leastMetric;
    /** Not null: all predictions are scored, and the candidate rule filters what was selected (TOOD). */
    private final PredictionBlocks allPairs;
    /** Not null: a GT keeps only so many units after conflicts. */
    private final SecondTopK secondTopK;

    private final Target.NormalisedAlignment targetRule;
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
        if (recipe.select() instanceof Select.TopK topK) {
            k = topK.k();
            zeroFill = topK.zeroFill();
            leastMetric = zeroFill ? 0 : DROPPED_METRIC;
            allPairs = null;
            secondTopK = topK.keep() > 0 && topK.keep() < k ? new SecondTopK(topK.keep()) : null;
        } else {
            k = ((Select.TopKThenFilter) recipe.select()).k();
            zeroFill = false;
            leastMetric = 0;
            allPairs = new PredictionBlocks(grid.units);
            secondTopK = null;
        }
        this.targetRule = (Target.NormalisedAlignment) recipe.target();
        this.positiveSum = recipe.preparation() instanceof Preparation.PositiveSum;
        this.selection = new AlignedSelection(score, Math.min(k, grid.units), leastMetric, overlapRule);
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
        if (allPairs != null && gts.size > 0) {
            allPairs.load(predictions.boxes, image);
        }
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
        if (secondTopK != null) {
            secondTopK.reduce(claims, gts.size);
        }
        emit(batch, image, out);
    }

    private void claim(int g, PredictionBatch predictions, int image) {
        candidateRule.candidates(gts, g, runs);
        candidateCount[g] = runs.units;
        if (allPairs != null) {
            overlapRule.bound(allPairs, boxes, gts, g);
        } else if (runs.units > 0) {
            boxes.load(runs, predictions.boxes, image);
            overlapRule.bound(boxes, gts, g);
            if (!Checks.within(boxes.bound, boxes.size, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY)) {
                complain(image, predictions.boxes.width);
            }
        } else {
            return;
        }
        int n = selection.select(boxes, gts, g, predictions.scores, image);
        int before = claims.size;
        for (int j = 0; j < n; j++) {
            int unit = boxes.unit[selection.picked[j]];
            if (allPairs == null || candidateRule.contains(gts, g, unit)) {
                claims.add(unit, g, selection.overlap[j], selection.metric[j]);
            }
        }
        if (n < k && zeroFill) {
            zeroFill(g, n);
        }
        selectedCount[g] = claims.size - before;
    }

    /**
     * torch.topk always returns k entries: with fewer than k positive metrics the lowest units of metric 0 fill up, and those that are
     * candidates become claims of metric 0. Fillers are among the first k units, so only candidates there matter.
     */
    private void zeroFill(int g, int positive) {
        int fillers = Math.min(k, grid.units) - positive;
        int next = 0;
        int taken = 0;
        for (int unit = 0; fillers > 0 && next < boxes.size && boxes.unit[next] < k; unit++) {
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
                }
            }
        }
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
            float target = target(claims.metric[i], bestMetric[g], bestOverlap[g]);
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
                    k);
        }
    }

    private float target(float metric, float most, float overlap) {
        float divisor = most + targetRule.eps();
        return targetRule.divideFirst() ? metric / divisor * overlap : metric * overlap / divisor;
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
