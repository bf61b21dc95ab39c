package dev.duet.assign.align;

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
import dev.duet.assign.SharedAssigner;
import dev.duet.assign.Target;
import dev.duet.assign.UnitGrid;
import dev.duet.lanes.Checks;
import dev.duet.lanes.Lanes;

/**
 * Task-aligned assignment of one image (TOOD paper, arXiv 2108.07755, section 3.2, as batched by PPYOLOE and YOLOv6 to YOLO26): every GT
 * takes the k candidates of highest metric s^alpha u^beta, contested units go to the highest overlap, targets are the metrics scaled to
 * the GT's best overlap.
 */
final class AlignedAssigner implements SharedAssigner {
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
    /** Claims of the GTs this assigner was asked for. */
    private final Claims own = new Claims();
    /** Claims of all GTs of a shared image, on its leader. */
    private final Claims collected = new Claims();
    /** The claims in hand: own, or on the leader of a shared image collected. */
    private Claims claims = own;

    private int[] candidateCount = new int[64];
    private int[] selectedCount = new int[64];
    private int[] keptCount = new int[64];
    private float[] bestMetric = new float[64];
    private float[] bestOverlap = new float[64];

    private GtBatch batch;
    private PredictionBatch predictions;
    private int image;
    private AlignedAssigner leader;
    private int session;

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
        this.conflicts = new Conflicts(among, candidateRule, overlapRule, score.alpha(), score.beta(), grid.units);
    }

    @Override
    public Channel[] duetChannels() {
        return CHANNELS;
    }

    @Override
    public void assign(GtBatch gtBatch, PredictionBatch predictionBatch, int imageIndex, DuetSink out) {
        lead(gtBatch, predictionBatch, imageIndex);
        claim(this, 0, gts.size);
        settle(this, 0, merge(out));
        finish(out);
    }

    @Override
    public void lead(GtBatch gtBatch, PredictionBatch predictionBatch, int imageIndex) {
        batch = gtBatch;
        predictions = predictionBatch;
        image = imageIndex;
        leader = this;
        session++;
        load();
        reserve(gts.size);
    }

    /** Loads the leader's image, unless it is loaded. */
    private void follow(AlignedAssigner other) {
        if (leader != other || session != other.session) {
            batch = other.batch;
            predictions = other.predictions;
            image = other.image;
            leader = other;
            session = other.session;
            load();
        }
    }

    private void load() {
        gts.load(batch, image, positiveSum);
        candidateRule.prepare(gts);
        overlapRule.prepare(gts);
        if (allPairs != null && gts.size > 0) {
            allPairs.load(predictions.boxes, image);
        }
        own.size = 0;
        collected.size = 0;
        claims = own;
    }

    @Override
    public void claim(SharedAssigner leading, int from, int to) {
        AlignedAssigner other = (AlignedAssigner) leading;
        follow(other);
        for (int g = from; g < to; g++) {
            int before = own.size;
            other.candidateCount[g] = gts.valid[g] ? claim(g) : 0;
            other.selectedCount[g] = own.size - before;
        }
    }

    @Override
    public int claims() {
        return own.size;
    }

    @Override
    public void take(SharedAssigner helper, int from, int to) {
        collected.addAll(((AlignedAssigner) helper).own, from, to);
        claims = collected;
    }

    @Override
    public int merge(DuetSink out) {
        if (out.explain) {
            for (int i = 0; i < claims.size; i++) {
                out.claim(claims.unit[i], claims.gt[i]);
            }
        }
        return conflicts.gather(claims);
    }

    @Override
    public void settle(SharedAssigner leading, int from, int to) {
        AlignedAssigner other = (AlignedAssigner) leading;
        follow(other);
        conflicts.settle(other.conflicts, from, to, other.claims, gts, predictions.boxes, predictions.scores, image);
    }

    @Override
    public void finish(DuetSink out) {
        if (secondTopK != null) {
            secondTopK.reduce(claims, gts.size);
        }
        emit(out);
    }

    /** Stages 1 to 3 for one GT; returns the number of its candidates. */
    private int claim(int g) {
        candidateRule.candidates(gts, g, runs);
        if (allPairs != null) {
            overlapRule.bound(allPairs, boxes, gts, g);
        } else if (runs.units > 0) {
            boxes.load(runs, predictions.boxes, image);
            overlapRule.bound(boxes, gts, g);
            if (!Checks.within(boxes.bound, boxes.size, -Float.MAX_VALUE, Float.MAX_VALUE)) {
                complain();
            }
        } else {
            return 0;
        }
        int n = selection.select(boxes, gts, g, predictions.scores, image);
        for (int j = 0; j < n; j++) {
            int unit = boxes.unit[selection.picked[j]];
            if (allPairs == null || candidateRule.contains(gts, g, unit)) {
                own.add(unit, g, selection.overlap[j], selection.metric[j]);
            }
        }
        if (n < k && zeroFill) {
            zeroFill(g, n);
        }
        return runs.units;
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
                    own.add(unit, g, selection.overlapAt(boxes, next - 1, gts, g), 0);
                }
            }
        }
    }

    /** Names the prediction that is not finite. There may be none: finite boxes can be so large that their area overflows; they overlap nothing. */
    private void complain() {
        for (int i = 0; i < boxes.size; i++) {
            for (int k = 0; k < predictions.boxes.width; k++) {
                if (!Float.isFinite(boxes.column[k][i])) {
                    throw new BadPredictionException("pred_boxes", image, boxes.unit[i], boxes.column[k][i]);
                }
            }
        }
    }

    /** Stage 5: scales each GT's metrics to its best overlap and hands out the duets. */
    private void emit(DuetSink out) {
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
