package dev.duet.io;

import dev.duet.api.DetectionSystem;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.assign.Head;
import dev.duet.assign.Score;
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
    private final Npz npz;
    private final int images;
    private final int units;
    private final int cells;
    private final List<Predictions> heads = new ArrayList<>();
    private int classes;

    /** Reads all heads of {@code system}; none if it needs none and the file has none. */
    CasePredictions(Path file, Npz npz, DetectionSystem system, int images, CaseFile.Geometry geometry) {
        this.file = file;
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
                heads.add(head(affix[0], affix[1], prefersLogits(all, i)));
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

    private Predictions head(String prefix, String suffix, boolean logitsFirst) {
        Predictions p = Predictions.of(images, units);
        requireUnits(prefix, suffix);
        String boxes = prefix + "pred_boxes" + suffix;
        if (npz.has(boxes)) {
            p = boxes(p, boxes);
        }
        String scores = prefix + "pred_scores" + suffix;
        String logits = prefix + "pred_logits" + suffix;
        if (npz.has(logits) && (logitsFirst || !npz.has(scores))) {
            p = scores(p, logits, ScoreForm.LOGIT);
        } else if (npz.has(scores)) {
            p = scores(p, scores, ScoreForm.PROBABILITY);
        }
        String objectness = prefix + "pred_objectness" + suffix;
        String objectnessLogits = prefix + "pred_obj_logits" + suffix;
        if (npz.has(objectnessLogits) && (logitsFirst || !npz.has(objectness))) {
            p = p.objectness(npz.floats(objectnessLogits, images, units), ScoreForm.LOGIT);
        } else if (npz.has(objectness)) {
            p = p.objectness(npz.floats(objectness, images, units), ScoreForm.PROBABILITY);
        }
        for (String raw : List.of(prefix + "pred_raw_boxes" + suffix, prefix + "pred_box_logits" + suffix)) {
            if (npz.has(raw)) {
                return p.rawBoxes(npz.floats(raw, images, units, 4), BoxLayout.ROWS);
            }
        }
        return p;
    }

    /** Where a cell has several units, a shape alone does not tell how many were expected per cell. */
    private void requireUnits(String prefix, String suffix) {
        for (String array : UNIT_ARRAYS) {
            String name = prefix + array + suffix;
            if (units > cells && cells > 0 && npz.has(name)) {
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
