package dev.duet.assign.tal;

import dev.duet.assign.DuetTable;
import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.SharedAssigner;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import dev.duet.assign.workbench.Boxes;
import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.ImageGts;
import dev.duet.assign.workbench.Runs;
import dev.duet.assign.workbench.Sane;
import dev.duet.lanes.cost.Alignment;
import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;

/**
 * Task-aligned assignment of one image (TOOD paper, arXiv 2108.07755, section 3.2, as batched by PPYOLOE and YOLOv6 to YOLO26): every GT
 * takes the k candidates of highest metric s^alpha u^beta, contested units go to the highest overlap, targets are the metrics scaled to
 * the GT's best overlap.
 */
final class AlignedAssigner implements SharedAssigner {
    /** Picks this weak are dropped where the recipe does without zero fill (a development version of ultralytics). */
    private static final float DROPPED_METRIC = 1e-9f;

    /** Candidates after which a block of GTs is full: enough to keep vectors full and little enough to stay in cache. */
    private static final int BLOCK = 2048;

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

    private final ImageGts gts;
    private final Runs runs = new Runs();
    private final Boxes boxes = new Boxes();
    /** Claims of the GTs this assigner was asked for. */
    private final Claims own = new Claims();
    /** Claims of all GTs of a shared image, on its leader. */
    private final Claims collected = new Claims();
    /** The claims in hand: own, or on the leader of a shared image collected. */
    private Claims claims = own;

    private float[] bestMetric = new float[0];
    private float[] bestOverlap = bestMetric;

    private GtBatch batch;
    private PredictionBatch predictions;
    private int image;
    private AlignedAssigner leader;
    private int session;

    AlignedAssigner(Recipe recipe, UnitGrid grid, CandidateRule candidateRule, OverlapRule overlapRule) {
        this.grid = grid;
        this.gts = new ImageGts(grid);
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
    public void assign(GtBatch gtBatch, PredictionBatch predictionBatch, int imageIndex, DuetTable out) {
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
        gts.load(batch, image);
        if (positiveSum) {
            gts.dropPadding();
        }
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
    public int claim(SharedAssigner leading, int from, int to) {
        AlignedAssigner other = (AlignedAssigner) leading;
        follow(other);
        int first = own.size;
        int next = from;
        while (next < to) {
            boxes.clear();
            for (; next < to && boxes.size < BLOCK; next++) {
                other.gts.candidates[next] = gts.isValid(next) ? gather(next) : 0;
            }
            claimBlock(other.gts.selected);
        }
        return first;
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
    public int merge(DuetTable out) {
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
    public void finish(DuetTable out) {
        if (secondTopK != null) {
            secondTopK.reduce(claims, gts.size);
        }
        emit(out);
    }

    /** Stages 1 and 2 for one GT, but for the overlaps of its own candidates; returns the number of candidates. */
    private int gather(int g) {
        candidateRule.candidates(gts, g, runs);
        if (allPairs != null) {
            overlapRule.bound(allPairs, boxes, gts, g);
        } else if (runs.units > 0) {
            boxes.append(g, runs, predictions.boxes, image);
        }
        return runs.units;
    }

    /** Stages 2 and 3 for the GTs gathered. */
    private void claimBlock(int[] selected) {
        if (allPairs == null) {
            boolean finite = true;
            for (int s = 0; s < boxes.gts; s++) {
                finite &= overlapRule.bound(boxes, boxes.start[s], boxes.count[s], gts, boxes.gt[s]);
            }
            if (!finite) {
                complain();
                forgetUndefined();
            }
        }
        selection.select(boxes, gts, predictions.scores, image);
        if (allPairs == null && !anyZeroFill()) {
            own.add(boxes, selection.picked, selection.end, selection.overlap, selection.metric);
            int from = 0;
            for (int s = 0; s < boxes.gts; s++) {
                selected[boxes.gt[s]] = selection.end[s] - from;
                from = selection.end[s];
            }
            return;
        }
        int from = 0;
        for (int s = 0; s < boxes.gts; s++) {
            int before = own.size;
            int to = selection.end[s];
            addContained(boxes.gt[s], from, to);
            if (isZeroFilled(s, to - from)) {
                zeroFill(s, from, to);
            }
            selected[boxes.gt[s]] = own.size - before;
            from = to;
        }
    }

    private boolean anyZeroFill() {
        int from = 0;
        boolean any = false;
        for (int s = 0; s < boxes.gts; s++) {
            any |= isZeroFilled(s, selection.end[s] - from);
            from = selection.end[s];
        }
        return any;
    }

    /** Fillers are among the first k units. */
    private boolean isZeroFilled(int s, int picks) {
        return zeroFill && picks < k && boxes.unit[boxes.start[s]] < k;
    }

    /** Adds the picks {@code from .. to} of a GT that are its candidates. */
    private void addContained(int g, int from, int to) {
        for (int j = from; j < to; j++) {
            int unit = boxes.unit[selection.picked[j]];
            if (allPairs == null || candidateRule.contains(gts, g, unit)) {
                own.add(unit, g, selection.overlap[j], selection.metric[j]);
            }
        }
    }

    /**
     * torch.topk always returns k entries: with fewer than k positive metrics the lowest units of metric 0 fill up, and those that are
     * candidates become claims of metric 0.
     */
    private void zeroFill(int s, int from, int to) {
        int[] picked = selection.picked;
        int last = boxes.start[s] + boxes.count[s];
        int fillers = Math.min(k, grid.units) - (to - from);
        int next = boxes.start[s];
        int taken = from;
        for (int unit = 0; fillers > 0 && next < last && boxes.unit[next] < k; unit++) {
            while (taken < to && boxes.unit[picked[taken]] < unit) {
                taken++;
            }
            boolean isTaken = taken < to && boxes.unit[picked[taken]] == unit;
            boolean isCandidate = boxes.unit[next] == unit;
            if (isCandidate) {
                next++;
            }
            if (!isTaken) {
                fillers--;
                if (isCandidate) {
                    // 0 where it is undefined
                    float o = overlapRule.pair(boxes, next - 1, gts, boxes.gt[s], 0);
                    own.add(unit, boxes.gt[s], o > 0 ? o : 0, 0);
                }
            }
        }
    }

    /** Names the prediction that is not finite. There may be none: finite boxes can be so large that their area overflows; they overlap nothing. */
    private void complain() {
        for (int s = 0; s < boxes.gts; s++) {
            Sane.boxes(predictions.boxes, image, boxes.unit, boxes.start[s], boxes.count[s]);
        }
    }

    /** Boxes so large that their area overflows overlap nothing, also where the formula has no number. */
    private void forgetUndefined() {
        for (int i = 0; i < boxes.size; i++) {
            boxes.bound[i] = boxes.bound[i] > 0 ? boxes.bound[i] : 0;
        }
    }

    /** Stage 5: scales each GT's metrics to its best overlap and hands out the duets. */
    private void emit(DuetTable out) {
        bestMetric = Lanes.grow(bestMetric, gts.size);
        bestOverlap = Lanes.grow(bestOverlap, gts.size);
        Arrays.fill(bestMetric, 0, gts.size, 0);
        Arrays.fill(bestOverlap, 0, gts.size, 0);
        int size = claims.size;
        for (int i = 0; i < size; ) {
            // Rows of a GT mostly follow one another; maxima in registers do not wait for memory. They are taken of the
            // bits, which order
            // numbers from 0 on as the numbers do: of floats they are branches that nobody can predict.
            int g = claims.gt[i];
            int from = i;
            int metric = Float.floatToRawIntBits(bestMetric[g]);
            int overlap = Float.floatToRawIntBits(bestOverlap[g]);
            for (; i < size && claims.gt[i] == g; i++) {
                metric = Math.max(metric, Float.floatToRawIntBits(claims.metric[i]));
                overlap = Math.max(overlap, Float.floatToRawIntBits(claims.overlap[i]));
            }
            gts.kept[g] += i - from;
            bestMetric[g] = Float.intBitsToFloat(metric);
            bestOverlap[g] = Float.intBitsToFloat(overlap);
        }
        for (int g = 0; g < gts.size; g++) {
            bestMetric[g] += targetRule.eps();
        }
        claims.spread(bestOverlap, bestMetric);
        int row = out.duets(claims.unit, claims.gt, claims.overlap, size);
        System.arraycopy(claims.metric, 0, out.extra[0], row, size);
        Alignment.targets(
                claims.metric, claims.factor, claims.divisor, size, targetRule.divideFirst(), out.target, row);
        Arrays.fill(gts.wanted, 0, gts.size, k);
        gts.report(out);
    }
}
