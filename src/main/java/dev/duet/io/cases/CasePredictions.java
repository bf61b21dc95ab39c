package dev.duet.io.cases;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Score;
import dev.duet.io.DataException;
import dev.duet.io.Reads;
import dev.duet.io.npz.ArrayInfo;
import dev.duet.io.npz.DType;
import dev.duet.io.npz.Npz;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The predictions of a case file, head by head: {@code pred_boxes} and its fellows belong to the first head, the same names with a
 * suffix ({@code _o2o}, {@code _aux}, {@code _} and the head's name) or the prefix {@code aux_} to a further one.
 *
 * <p>Scores are never copied as a whole beyond what reading needs: float16 stays as it lies, and float32 arrays of more than
 * {@link #HEAP_BYTES} are mapped into memory (deflated ones are unpacked outside the heap).
 */
final class CasePredictions {
    /** Arrays whose second extent is the number of units. */
    static final List<String> UNIT_ARRAYS =
            List.of("pred_boxes", "pred_scores", "pred_logits", "pred_objectness", "pred_obj_logits", "pred_raw_boxes");

    /** Larger score arrays stay outside the heap. */
    private static final long HEAP_BYTES = 1L << 28;

    private final Path file;
    private final DetectionSystem system;
    private final Npz npz;
    private final int images;
    private final int units;
    private final int cells;
    private final List<Predictions> heads = new ArrayList<>();
    private int classes;

    /** Reads all heads of {@code system}; none if it needs none and the file has none. */
    CasePredictions(Path file, Npz npz, DetectionSystem system, int images, CaseFile.Geometry geometry) {
        this.file = file;
        this.system = system;
        this.npz = npz;
        this.images = images;
        this.units = geometry.units();
        this.cells = geometry.pyramid().cells();
        List<Head> all = new ArrayList<>(system.recipe().heads());
        all.addAll(system.recipe().warmUp());
        int count = 0;
        for (Head head : all) {
            count = Math.max(count, head.predictions() + 1);
        }
        for (int i = 0; i < count; i++) {
            String[] affix = affix(all, i);
            if (affix != null) {
                noteClasses(affix[0], affix[1]);
            }
            if (affix != null && readsAny(affix[0], affix[1], i)) {
                heads.add(head(affix[0], affix[1], i, prefersLogits(all, i)));
            } else if (needed(all, i)) {
                throw DataException.in(file, missing(all, i));
            } else {
                break;
            }
        }
    }

    /**
     * The units per image that a prediction array shows.
     *
     * @throws DataException if its shape has no second extent, or a second extent that no array of units has
     */
    static int units(Path file, Npz npz, String name) {
        ArrayInfo info = npz.info(name);
        long[] shape = info.shape();
        if (shape.length < 2 || shape[1] > Npz.MAX_ARRAY) {
            throw DataException.in(file, "array '" + name + "' is " + info + ", expected shape (images, units, ...)");
        }
        return (int) shape[1];
    }

    /** The most units per image that the file holds predictions of, for so many images; 0 where it holds none. */
    static long shownUnits(Path file, Npz npz, int images) {
        long most = 0;
        for (String name : UNIT_ARRAYS) {
            if (npz.has(name)) {
                ArrayInfo info = npz.info(name);
                boolean full = info.count() > 0 && info.shape().length > 1 && info.shape()[0] == images;
                most = full ? Math.max(most, units(file, npz, name)) : most;
            }
        }
        return most;
    }

    /** One per head that has its own predictions. */
    Predictions[] all() {
        return heads.toArray(Predictions[]::new);
    }

    /** Classes of the score arrays, 0 where there are none. */
    int classes() {
        return classes;
    }

    private String missing(List<Head> all, int index) {
        return index == 0
                ? "has no predictions (pred_boxes, pred_scores); it has " + String.join(", ", npz.names())
                : "has no predictions for head " + name(all, index) + " (pred_boxes_" + name(all, index) + ")";
    }

    private static boolean needed(List<Head> all, int index) {
        return all.stream().anyMatch(h -> h.predictions() == index && Reads.predictions(h.recipe()));
    }

    private static boolean prefersLogits(List<Head> all, int index) {
        return all.stream().anyMatch(h -> h.predictions() == index && h.recipe().score() instanceof Score.Cost);
    }

    private static String name(List<Head> all, int index) {
        return all.stream()
                .filter(h -> h.predictions() == index)
                .map(Head::name)
                .findFirst()
                .orElse("main");
    }

    /** Prefix and suffix of a head's arrays; null if the file has none of them. */
    private String[] affix(List<Head> all, int index) {
        String[][] choices = index == 0
                ? new String[][] {{"", ""}}
                : new String[][] {{"", "_" + name(all, index)}, {"", "_o2o"}, {"", "_aux"}, {"aux_", ""}};
        for (String[] affix : choices) {
            for (String array : UNIT_ARRAYS) {
                if (npz.has(affix[0] + array + affix[1])) {
                    return affix;
                }
            }
        }
        return null;
    }

    private boolean reads(int index, Need part, boolean rawGiven) {
        return system.reads(index, part, rawGiven);
    }

    /** Whether one of the head's arrays that are there is read. */
    private boolean readsAny(String prefix, String suffix, int index) {
        boolean any = hasRaw(prefix, suffix) && reads(index, Need.RAW_BOXES, true);
        for (String array : UNIT_ARRAYS) {
            any |= npz.has(prefix + array + suffix) && reads(index, array, hasRaw(prefix, suffix));
        }
        return any;
    }

    private boolean reads(int index, String array, boolean rawGiven) {
        return switch (array) {
            case "pred_boxes" -> reads(index, Need.BOXES, rawGiven);
            case "pred_scores", "pred_logits" -> reads(index, Need.SCORES, rawGiven);
            case "pred_objectness", "pred_obj_logits" -> reads(index, Need.OBJECTNESS, rawGiven);
            default -> reads(index, Need.RAW_BOXES, rawGiven);
        };
    }

    /** Score arrays say the number of classes, read or not. */
    private void noteClasses(String prefix, String suffix) {
        for (String array : List.of("pred_scores", "pred_logits")) {
            String name = prefix + array + suffix;
            long[] shape = npz.has(name) ? npz.info(name).shape() : new long[0];
            if (shape.length == 3 && shape[2] > 0 && shape[2] <= Npz.MAX_ARRAY) {
                classes = Math.max(classes, (int) shape[2]);
                return;
            }
        }
    }

    private Predictions head(String prefix, String suffix, int index, boolean logitsFirst) {
        Predictions p = Predictions.of(images, units);
        requireUnits(prefix, suffix, index);
        String boxes = prefix + "pred_boxes" + suffix;
        if (npz.has(boxes) && reads(index, Need.BOXES, hasRaw(prefix, suffix))) {
            p = boxes(p, boxes);
        }
        String scores = prefix + "pred_scores" + suffix;
        String logits = prefix + "pred_logits" + suffix;
        boolean scored = reads(index, Need.SCORES, false);
        if (scored && npz.has(logits) && (logitsFirst || !npz.has(scores))) {
            p = scores(p, logits, ScoreForm.LOGIT);
        } else if (scored && npz.has(scores)) {
            p = scores(p, scores, ScoreForm.PROBABILITY);
        }
        String objectness = prefix + "pred_objectness" + suffix;
        String objectnessLogits = prefix + "pred_obj_logits" + suffix;
        boolean objective = reads(index, Need.OBJECTNESS, false);
        if (objective && npz.has(objectnessLogits) && (logitsFirst || !npz.has(objectness))) {
            p = p.objectness(npz.floats(objectnessLogits, images, units), ScoreForm.LOGIT);
        } else if (objective && npz.has(objectness)) {
            p = p.objectness(npz.floats(objectness, images, units), ScoreForm.PROBABILITY);
        }
        String raw = raw(prefix, suffix);
        return raw != null && reads(index, Need.RAW_BOXES, true)
                ? p.rawBoxes(npz.floats(raw, images, units, 4), BoxLayout.ROWS)
                : p;
    }

    private boolean hasRaw(String prefix, String suffix) {
        return raw(prefix, suffix) != null;
    }

    /** Name of the array of raw boxes, null if there is none. */
    private String raw(String prefix, String suffix) {
        for (String raw : List.of(prefix + "pred_raw_boxes" + suffix, prefix + "pred_box_logits" + suffix)) {
            if (npz.has(raw)) {
                return raw;
            }
        }
        return null;
    }

    /** Where a cell has several units, a shape alone does not tell how many were expected per cell. */
    private void requireUnits(String prefix, String suffix, int index) {
        for (String array : UNIT_ARRAYS) {
            String name = prefix + array + suffix;
            if (units > cells && cells > 0 && npz.has(name) && reads(index, array, hasRaw(prefix, suffix))) {
                long[] shape = npz.info(name).shape();
                if (shape.length > 1 && shape[1] != units) {
                    throw DataException.in(
                            file,
                            "array '" + name + "' is " + npz.info(name) + ", expected " + units + " units per image, "
                                    + units / cells + " per cell");
                }
            }
        }
    }

    private Predictions boxes(Predictions p, String name) {
        long[] shape = npz.info(name).shape();
        if (shape.length == 3 && shape[2] == 5) {
            return p.rotatedBoxes(npz.floats(name, images, units, 5), BoxLayout.ROWS);
        }
        return p.boxes(npz.floats(name, images, units, 4));
    }

    private Predictions scores(Predictions p, String name, ScoreForm form) {
        ArrayInfo info = npz.info(name);
        if (!info.fits(images, units, -1) || info.count() == 0 && images > 0) {
            throw DataException.in(
                    file, "array '" + name + "' is " + info + ", expected shape " + ArrayInfo.print(images, units, -1));
        }
        if (info.shape()[2] > Npz.MAX_ARRAY) {
            throw DataException.in(file, "array '" + name + "' is " + info + ", more classes than fit 32 bits");
        }
        int c = (int) info.shape()[2];
        classes = Math.max(classes, c);
        if (info.type() == DType.FLOAT16) {
            return p.halfScores(npz.map(name, Arena.ofAuto()), c, ScoreLayout.UNIT_MAJOR, form);
        }
        if (info.type() == DType.FLOAT32 && info.bytes() > HEAP_BYTES) {
            return p.scores(npz.map(name, Arena.ofAuto()), c, ScoreLayout.UNIT_MAJOR, form);
        }
        return p.scores(npz.floats(name, images, units, c), c, ScoreLayout.UNIT_MAJOR, form);
    }
}
