package dev.duet.odd;

import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.assign.stage.Recipe;
import java.util.SplittableRandom;

/** A batch for a setup, made from a seed: the seed modulo the number of kinds decides what is odd about it. */
final class OddBatch {
    /** What is odd. */
    enum Kind {
        /** Nothing; there must be an answer. */
        NOTHING,
        /** Predicted boxes and scores are finite. */
        FINITE_PREDICTIONS,
        PREDICTIONS,
        SCORES,
        /** GTs are finite and in order. */
        FINITE_GTS,
        FINITE,
        ANYTHING,
        /** GTs break their contract; there must be an error. */
        WRONG_GTS
    }

    final long seed;
    final Kind kind;
    final GroundTruths gts;
    final Predictions[] predictions;
    private final OddSetup setup;
    private final SplittableRandom random;
    private final OddValues odd;
    private final int units;
    private final int images;
    private final float[][] points;
    /** GT rows of all images, x1 y1 x2 y2 or cx cy w h angle. */
    private final float[][] rows;

    private final int[] labels;
    private final int[] offsets;
    /** One value in so many is odd where values may be. */
    private final int rarity;

    OddBatch(OddSetup setup, int units, float[][] points, long seed) {
        this.setup = setup;
        this.seed = seed;
        this.units = units;
        this.points = points;
        random = new SplittableRandom(seed * 0xD1342543DE82EF95L + 11);
        odd = new OddValues(random);
        kind = Kind.values()[(int) Math.floorMod(seed, (long) Kind.values().length)];
        images = setup.crowded ? 1 : random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(4);
        rarity = new int[] {1, 3, 30, 300, 2000}[random.nextInt(5)];
        offsets = new int[images + 1];
        for (int b = 0; b < images; b++) {
            int n = setup.crowded
                    ? 257 + random.nextInt(64)
                    : random.nextInt(8) == 0 ? random.nextInt(31) : random.nextInt(7);
            offsets[b + 1] = offsets[b] + n;
        }
        rows = new float[offsets[images]][];
        labels = new int[rows.length];
        for (int g = 0; g < rows.length; g++) {
            rows[g] = g > 0 && random.nextInt(10) == 0 ? rows[g - 1].clone() : row();
            labels[g] = random.nextInt(setup.system.classes());
            if (oddGts() && random.nextInt(Math.min(rarity, 30)) == 0) {
                spoil(rows[g]);
            }
        }
        predictions = new Predictions[setup.predictions];
        for (int p = 0; p < predictions.length; p++) {
            predictions[p] = predictions();
        }
        if (kind == Kind.WRONG_GTS) {
            breakContract();
        }
        gts = gts();
    }

    private float[] row() {
        float cx = uniform(0, setup.pyramid.imageWidth());
        float cy = uniform(0, setup.pyramid.imageHeight());
        float w = (float) Math.exp(uniform(0, 5));
        float h = w * (float) Math.exp(uniform(-1, 1));
        switch (random.nextInt(16)) {
            case 0 -> w = 0;
            case 1 -> h = 0;
            case 2 -> cx += 2 * setup.pyramid.imageWidth();
            case 3 -> {
                w = 0;
                h = 0;
            }
            default -> {}
        }
        if (random.nextInt(3) == 0) {
            cx = Math.round(cx);
            cy = Math.round(cy);
            w = 2 * Math.round(w / 2);
            h = 2 * Math.round(h / 2);
        }
        return setup.rotated
                ? new float[] {cx, cy, w, h, uniform(-4, 4)}
                : new float[] {cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2};
    }

    /** Puts finite odd numbers into a GT that stays in order. */
    private void spoil(float[] row) {
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            row[random.nextInt(row.length)] = odd.length(true);
        }
        if (setup.rotated) {
            row[2] = Math.abs(row[2]);
            row[3] = Math.abs(row[3]);
        } else {
            order(row, 0);
            order(row, 1);
        }
    }

    private static void order(float[] row, int k) {
        if (row[k] > row[k + 2]) {
            float low = row[k + 2];
            row[k + 2] = row[k];
            row[k] = low;
        }
    }

    /** Breaks the contract of some GT, label or offset; does nothing where there is no GT. */
    private void breakContract() {
        if (rows.length == 0) {
            offsets[0] = 1;
            return;
        }
        int g = random.nextInt(rows.length);
        switch (random.nextInt(6)) {
            case 0 -> labels[g] = -1;
            case 1 -> labels[g] = setup.system.classes();
            case 2 -> labels[g] = random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE;
            case 3 -> offsets[images] = random.nextBoolean() ? Integer.MAX_VALUE : rows.length + 1;
            case 4 ->
                rows[g][random.nextInt(rows[g].length)] = random.nextBoolean() ? Float.NaN : Float.POSITIVE_INFINITY;
            default -> {
                int k = random.nextInt(2);
                rows[g][2 + k] = setup.rotated ? -Float.MIN_VALUE : Math.nextDown(rows[g][k]);
            }
        }
    }

    private GroundTruths gts() {
        int width = setup.rotated ? 5 : 4;
        float[] flat = new float[rows.length * width];
        for (int g = 0; g < rows.length; g++) {
            System.arraycopy(rows[g], 0, flat, g * width, width);
        }
        GroundTruths made = setup.rotated
                ? GroundTruths.rotatedRows(flat, labels, offsets)
                : GroundTruths.ofRows(flat, labels, offsets);
        if (setup.readsWeights()) {
            made = made.weights(extras(rows.length, 0, 1));
        }
        if (setup.readsShares()) {
            made = made.shares(extras(4 * rows.length, 0, 1));
        }
        if (setup.readsRegions()) {
            int[] regions = new int[images + 1];
            for (int b = 0; b < images; b++) {
                regions[b + 1] = regions[b] + random.nextInt(3);
            }
            made = made.ignoring(extras(4 * regions[images], -20, 160), regions);
        }
        return made;
    }

    /** Further numbers of GTs. */
    private float[] extras(int n, float low, float high) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = uniform(low, high);
            if (oddGts() && random.nextInt(rarity) == 0) {
                values[i] = odd.length(kind != Kind.ANYTHING);
            }
        }
        return values;
    }

    private boolean oddGts() {
        return kind == Kind.FINITE_GTS || kind == Kind.FINITE || kind == Kind.ANYTHING;
    }

    private Predictions predictions() {
        Predictions p = Predictions.of(images, units);
        boolean logits = random.nextInt(3) == 0;
        ScoreForm form = logits ? ScoreForm.LOGIT : ScoreForm.PROBABILITY;
        boolean any = setup.needs.contains(Recipe.Need.ANY_BOXES);
        boolean raw = setup.needs.contains(Recipe.Need.RAW_BOXES)
                || any && random.nextBoolean()
                || setup.needs.contains(Recipe.Need.RAW_BOXES_IF_GIVEN) && random.nextInt(4) > 0;
        if (setup.needs.contains(Recipe.Need.BOXES) || any && !raw) {
            p = boxes(p);
        }
        if (raw) {
            p = rawBoxes(p);
        }
        if (setup.needs.contains(Recipe.Need.SCORES)) {
            p = scores(p, form, setup.system.classes() + (random.nextInt(8) == 0 ? 2 : 0));
        }
        if (setup.needs.contains(Recipe.Need.OBJECTNESS)
                || setup.needs.contains(Recipe.Need.SCORES) && random.nextInt(3) == 0) {
            p = p.objectness(scoreValues(images * units, logits), form);
        }
        return p;
    }

    private Predictions boxes(Predictions p) {
        int width = setup.rotated ? 5 : 4;
        BoxLayout layout = random.nextBoolean() ? BoxLayout.ROWS : BoxLayout.PLANES;
        float[] values = new float[images * units * width];
        for (int b = 0; b < images; b++) {
            int n = offsets[b + 1] - offsets[b];
            for (int u = 0; u < units; u++) {
                float[] box = box(u, n == 0 || random.nextInt(3) == 0 ? null : rows[offsets[b] + random.nextInt(n)]);
                for (int k = 0; k < width; k++) {
                    values[layout == BoxLayout.ROWS ? (b * units + u) * width + k : (b * width + k) * units + u] =
                            oddLength(box[k]);
                }
            }
        }
        boolean heap = random.nextInt(3) > 0;
        if (setup.rotated) {
            return heap ? p.rotatedBoxes(values, layout) : p.rotatedBoxes(Segments.of(values), layout);
        }
        return heap ? p.boxes(values, layout) : p.boxes(Segments.of(values), layout);
    }

    /** A box near a GT, or about the unit's point. */
    private float[] box(int u, float[] gt) {
        if (gt != null) {
            float[] near = gt.clone();
            float loose = random.nextInt(4) == 0 ? 0 : uniform(0, 8);
            for (int k = 0; k < 4; k++) {
                near[k] += loose * uniform(-1, 1);
            }
            if (setup.rotated && random.nextInt(8) > 0) {
                near[2] = Math.abs(near[2]);
                near[3] = Math.abs(near[3]);
            }
            return near;
        }
        float x = points[0][u] + uniform(-8, 8);
        float y = points[1][u] + uniform(-8, 8);
        float w = uniform(-1, 40);
        float h = random.nextInt(10) == 0 ? 0 : uniform(-1, 40);
        return setup.rotated
                ? new float[] {x, y, Math.max(0, w), Math.max(0, h), uniform(-4, 4)}
                : new float[] {x - w / 2, y - h / 2, x + w / 2, y + h / 2};
    }

    private Predictions rawBoxes(Predictions p) {
        BoxLayout layout = random.nextBoolean() ? BoxLayout.ROWS : BoxLayout.PLANES;
        float[] values = new float[images * units * 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = oddLength(uniform(-3, 3));
        }
        return random.nextInt(3) > 0 ? p.rawBoxes(values, layout) : p.rawBoxes(Segments.of(values), layout);
    }

    private Predictions scores(Predictions p, ScoreForm form, int classes) {
        ScoreLayout layout = random.nextBoolean() ? ScoreLayout.UNIT_MAJOR : ScoreLayout.CLASS_MAJOR;
        float[] values = scoreValues(images * units * classes, form == ScoreForm.LOGIT);
        return switch (random.nextInt(4)) {
            case 0 -> p.halfScores(Segments.halves(values), classes, layout, form);
            case 1 -> p.scores(Segments.of(values), classes, layout, form);
            default -> p.scores(values, classes, layout, form);
        };
    }

    private float[] scoreValues(int n, boolean logits) {
        float[] values = new float[n];
        boolean coarse = random.nextInt(6) == 0;
        boolean oddScores = kind == Kind.FINITE_PREDICTIONS
                || kind == Kind.PREDICTIONS
                || kind == Kind.SCORES
                || kind == Kind.FINITE
                || kind == Kind.ANYTHING;
        boolean valid = kind == Kind.FINITE_PREDICTIONS || kind == Kind.FINITE;
        for (int i = 0; i < n; i++) {
            float v = (float) random.nextDouble();
            v = coarse ? Math.round(v * 4) / 4f : v * v;
            values[i] = logits ? 12 * v - 8 : v;
            if (oddScores && random.nextInt(rarity) == 0) {
                values[i] = odd.score(logits, valid);
            }
        }
        return values;
    }

    private float oddLength(float value) {
        return switch (kind) {
            case FINITE_PREDICTIONS, FINITE -> random.nextInt(rarity) == 0 ? odd.length(true) : value;
            case PREDICTIONS, ANYTHING -> random.nextInt(rarity) == 0 ? odd.length(false) : value;
            default -> value;
        };
    }

    private float uniform(float low, float high) {
        return low + (high - low) * (float) random.nextDouble();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed " + seed + " " + kind + ", " + units + " units, GTs");
        for (int b = 0; b < images; b++) {
            text.append(' ').append(offsets[b + 1] - offsets[b]);
        }
        return text + ", one value in " + rarity;
    }
}
