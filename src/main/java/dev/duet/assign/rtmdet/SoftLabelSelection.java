package dev.duet.assign.rtmdet;

import dev.duet.assign.workbench.ImageGts;
import dev.duet.lanes.memory.Lanes;
import dev.duet.lanes.select.CostRanks;
import dev.duet.lanes.select.TopK;
import java.util.Arrays;

/**
 * The k cheapest columns of each of some GTs, found in three steps that bound the cost ever closer from below: overlap and distance;
 * with the term of the GT's class; with the terms of all classes, which is the cost. The k lowest first bounds lead to k second bounds;
 * no column whose first bound is behind the last of those can be among the k lowest second bounds, which lead to k costs in the same
 * way. Each step is taken for all the GTs before the next one, because one GT's few numbers would wait for each other. Grows only.
 */
final class SoftLabelSelection {
    private static final float ANY = Float.NEGATIVE_INFINITY;

    private final SoftLabelTerms terms;
    private final SoftLabelList list = new SoftLabelList();
    private final SoftLabelPicks picks;
    private final SoftLabelPicks late;
    private final TopK topK = new TopK();
    private final CostRanks ranks = new CostRanks();

    private int size;
    private int[] label = new int[8];
    private int[] k = new int[8];
    /** Per GT and one more: where its entries begin in the list, its picks, and what it prices of those. */
    private int[] listed = new int[9];

    private int[] picked = new int[9];
    private int[] priced = new int[9];
    /** Per GT: what has a first bound behind this was not picked; what has a second bound behind this was not priced. */
    private float[] far = new float[8];

    private float[] floor = new float[8];
    private int[] price = new int[0];

    /** Of the GT asked for last: costs with their units and columns, and in which order they are. */
    private int costs;

    private float[] cost = new float[Lanes.padded(64)];
    private int[] unit = new int[Lanes.padded(64)];
    private int[] column = new int[Lanes.padded(64)];
    private int[] order = new int[Lanes.padded(64)];

    SoftLabelSelection(SoftLabelTerms terms) {
        this.terms = terms;
        this.picks = new SoftLabelPicks(terms);
        this.late = new SoftLabelPicks(terms);
    }

    /** Forgets all GTs. */
    void start() {
        size = 0;
        list.size = 0;
    }

    /** Adds a GT, its columns being measured: those nearer than {@code reach} and overlapping at least {@code overlapFloor}. */
    void add(ImageGts gts, int g, int count, float reach, float overlapFloor) {
        if (size == label.length) {
            grow();
        }
        label[size] = gts.label[g];
        k[size] = count;
        listed[size++] = list.size;
        terms.columns.list(gts, g, reach, overlapFloor, list);
    }

    private void grow() {
        int n = 2 * size;
        label = Arrays.copyOf(label, n);
        k = Arrays.copyOf(k, n);
        listed = Arrays.copyOf(listed, n + 1);
        picked = Arrays.copyOf(picked, n + 1);
        priced = Arrays.copyOf(priced, n + 1);
        far = Arrays.copyOf(far, n);
        floor = Arrays.copyOf(floor, n);
    }

    /** Takes all steps for all GTs, but for what turns out to be needed beyond; {@link #cheapest} does that. */
    void run() {
        listed[size] = list.size;
        list.price(terms.score.overlapWeight(), terms.score.radius());
        picks.reserve(list.size);
        price = Lanes.grow(price, list.size);
        for (int i = 0; i < size; i++) {
            far[i] = topK.lowerBound(list.bound, listed[i], listed[i + 1] - listed[i], k[i]);
        }
        look();
        for (int i = 0; i < size; i++) {
            far[i] = topK.lowerBound(picks.bound, picked[i], picked[i + 1] - picked[i], k[i]);
        }
        look();
        for (int i = 0; i < size; i++) {
            int n = picked[i + 1] - picked[i];
            floor[i] = topK.lowerBound(picks.bound, picked[i], n, k[i]);
            priced[i + 1] = TopK.atLeast(picks.bound, picked[i], n, floor[i], ANY, price, priced[i]);
        }
        for (int j = 0; j < priced[size]; j++) {
            picks.want(price[j]);
        }
        terms.others.fetch();
    }

    /** Picks what is not behind {@link #far}. */
    private void look() {
        for (int i = 0; i < size; i++) {
            int n = listed[i + 1] - listed[i];
            picked[i + 1] = TopK.atLeast(list.bound, listed[i], n, far[i], ANY, picks.pick, picked[i]);
        }
        for (int i = 0; i < size; i++) {
            picks.take(list, picked[i], picked[i + 1], label[i]);
        }
        picks.price(picked[size]);
    }

    /** Finds the k cheapest columns of the GT that was added as number {@code i}; returns the cost of the k-th, infinite if there are fewer. */
    float cheapest(int i) {
        costs = 0;
        for (int j = priced[i]; j < priced[i + 1]; j++) {
            append(picks, price[j]);
        }
        ranks.order(cost, unit, costs, order);
        priceBehind(picks, picked[i], picked[i + 1], floor[i], i);
        if (-limit(i) < far[i]) {
            int entries = listed[i + 1] - listed[i];
            late.reserve(entries);
            int found = TopK.atLeast(list.bound, listed[i], entries, -limit(i), ANY, late.pick, 0);
            int left = 0;
            for (int j = 0; j < found; j++) {
                if (list.bound[late.pick[j]] < far[i]) {
                    late.pick[left++] = late.pick[j];
                }
            }
            late.take(list, 0, left, label[i]);
            late.price(left);
            priceBehind(late, 0, left, Float.POSITIVE_INFINITY, i);
        }
        return limit(i);
    }

    /** Prices what has a second bound behind {@code ceiling} and yet may cost less than the k-th so far. */
    private void priceBehind(SoftLabelPicks some, int from, int to, float ceiling, int i) {
        float least = -limit(i);
        int found = 0;
        for (int j = from; j < to; j++) {
            if (some.bound[j] >= least && some.bound[j] < ceiling) {
                some.want(j);
                found++;
            }
        }
        if (found == 0) {
            return;
        }
        terms.others.fetch();
        for (int j = from; j < to; j++) {
            if (some.bound[j] >= least && some.bound[j] < ceiling) {
                append(some, j);
            }
        }
        ranks.order(cost, unit, costs, order);
    }

    private void append(SoftLabelPicks some, int j) {
        if (Lanes.padded(costs + 1) > cost.length) {
            cost = Lanes.grow(cost, costs + 1);
            unit = Lanes.grow(unit, costs + 1);
            column = Lanes.grow(column, costs + 1);
            order = Lanes.grow(order, costs + 1);
        }
        cost[costs] = some.cost(j);
        unit[costs] = some.unit[j];
        column[costs++] = some.column[j];
    }

    private float limit(int i) {
        return costs < k[i] ? Float.POSITIVE_INFINITY : cost[order[k[i] - 1]];
    }

    /** The {@code rank}-th cheapest column of the GT that {@link #cheapest} found them for. */
    int column(int rank) {
        return column[order[rank]];
    }
}
