package dev.duet.python;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.api.Pyramid;
import dev.duet.io.recipe.RecipeFile;
import dev.duet.io.recipe.RuleClasses;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One engine as Python sees it. A call is a sequence: {@link #flatGts} or {@link #paddedGts}, the parts of the predictions, {@link
 * #assign}, then results. One caller at a time. In steady state a call allocates only the few small objects that describe the
 * caller's memory.
 *
 * <p>A sequence that was broken off, by an error or by its caller, leaves nothing behind: the first step of the next one forgets all
 * that was described before, before it reads anything, and steps out of order are refused.
 */
public final class Bridge implements AutoCloseable {
    private final Duet duet;
    private final GtMemory gts = new GtMemory();
    private Predictions[] predictions = new Predictions[0];
    private GroundTruths batch;
    private Assignment result;

    private Bridge(Duet duet) {
        this.duet = duet;
    }

    /**
     * A system: a name of the catalogue, a recipe file, or a recipe.
     *
     * @param name as in {@code --system}, with a recipe its name
     * @param recipe the text of a recipe; null to go by the name
     * @param settings key and value in turn
     * @param classPath folders and jars with rules of one's own beside those that the JVM finds by itself
     */
    public static DetectionSystem system(String name, String recipe, String[] settings, String[] classPath) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(RuleClasses.of(classPath));
        DetectionSystem chosen;
        try {
            chosen = recipe == null
                    ? RecipeFile.system(name)
                    : RecipeFile.read(new ByteArrayInputStream(recipe.getBytes(StandardCharsets.UTF_8)), name);
        } finally {
            thread.setContextClassLoader(before);
        }
        for (int i = 0; i < settings.length; i += 2) {
            chosen = chosen.set(settings[i], settings[i + 1]);
        }
        return chosen;
    }

    /**
     * Opens an engine.
     *
     * @param threads the calling thread included
     */
    public static Bridge open(DetectionSystem system, int classes, Pyramid pyramid, int threads) {
        return new Bridge(Duet.engine(system.classes(classes), pyramid).threads(threads));
    }

    /** Units per image. */
    public int units() {
        return duet.units();
    }

    /** Sets the training epoch, for systems with a warm-up. */
    public void epoch(int epoch) {
        duet.epoch(epoch);
    }

    /** Also keep the claims before conflicts. */
    public void explain(boolean on) {
        duet.explain(on);
    }

    /** GTs of all images one after another: boxes {@code float[G, width]}, labels {@code int[G]}, offsets {@code int[images + 1]}. */
    public void flatGts(long boxes, long labels, long offsets, int images, int width) {
        forget();
        batch = gts.readFlat(boxes, labels, offsets, images, width);
    }

    /** Padded GTs: {@code float[images, padded, width]}, {@code int[images, padded]}, {@code byte[images, padded]}. */
    public void paddedGts(long boxes, long labels, long mask, int images, int padded, int width) {
        forget();
        batch = gts.readPadded(boxes, labels, mask, images, padded, width);
    }

    private void forget() {
        batch = null;
        result = null;
        Arrays.fill(predictions, null);
    }

    /** Weights {@code float[G]} of the GTs just given. Copies them. */
    public void weights(long address) {
        batch = described().weights(Memory.floats(address, described().size()).toArray(Memory.FLOAT));
    }

    /** The boxes of the GTs just given as shares of the image, {@code float[G, 4]} centre and sides. Copies them. */
    public void shares(long address) {
        batch = described()
                .shares(Memory.floats(address, 4L * described().size()).toArray(Memory.FLOAT));
    }

    /** Centres {@code float[G, 2]} of the GTs just given, where they are not their boxes'. Copies them. */
    public void centres(long address) {
        batch = described()
                .centres(Memory.floats(address, 2L * described().size()).toArray(Memory.FLOAT));
    }

    /** Regions to ignore, {@code float[regions, 4]} with offsets {@code int[images + 1]}. Copies them. */
    public void ignoring(long boxes, long offsets, int regions) {
        batch = described()
                .ignoring(
                        Memory.floats(boxes, 4L * regions).toArray(Memory.FLOAT),
                        Memory.ints(offsets, described().images() + 1L).toArray(Memory.INT));
    }

    /** Boxes {@code float[images, units, width]}, or {@code [images, width, units]} if planar. */
    public void boxes(int head, long address, int width, boolean planar) {
        Predictions p = started(head);
        var memory = Memory.floats(address, numbers(width));
        BoxLayout layout = planar ? BoxLayout.PLANES : BoxLayout.ROWS;
        predictions[head] = width == 5 ? p.rotatedBoxes(memory, layout) : p.boxes(memory, layout);
    }

    /** Raw box outputs {@code float[images, units, 4]}, or {@code [images, 4, units]} if planar. */
    public void rawBoxes(int head, long address, boolean planar) {
        predictions[head] =
                started(head).rawBoxes(Memory.floats(address, numbers(4)), planar ? BoxLayout.PLANES : BoxLayout.ROWS);
    }

    /** Class scores {@code [images, units, classes]}, or {@code [images, classes, units]} if class-major; float32 or float16. */
    public void scores(int head, long address, int classes, boolean half, boolean classMajor, boolean logits) {
        Predictions p = started(head);
        ScoreLayout layout = classMajor ? ScoreLayout.CLASS_MAJOR : ScoreLayout.UNIT_MAJOR;
        ScoreForm form = logits ? ScoreForm.LOGIT : ScoreForm.PROBABILITY;
        predictions[head] = half
                ? p.halfScores(Memory.at(address, numbers(classes), Short.BYTES), classes, layout, form)
                : p.scores(Memory.floats(address, numbers(classes)), classes, layout, form);
    }

    /** Objectness {@code float[images, units]}. */
    public void objectness(int head, long address, boolean logits) {
        predictions[head] = started(head)
                .objectness(Memory.floats(address, numbers(1)), logits ? ScoreForm.LOGIT : ScoreForm.PROBABILITY);
    }

    /** Assigns the batch that was described. */
    public void assign() {
        GroundTruths given = described();
        batch = null;
        try {
            int heads = 0;
            while (heads < predictions.length && predictions[heads] != null) {
                heads++;
            }
            if (heads < predictions.length) {
                predictions = Arrays.copyOf(predictions, heads);
            }
            result = duet.assign(given, predictions);
        } finally {
            // The caller's memory is only promised until now.
            Arrays.fill(predictions, null);
        }
    }

    /** The result of the last {@link #assign}, for one head. */
    Assignment head(int index) {
        Assignment last = result;
        if (last == null) {
            throw new IllegalStateException("results: the last call did not get as far as a result; assign again");
        }
        return index == 0 ? last : last.head(last.headNames().get(index));
    }

    GtMemory gts() {
        return gts;
    }

    @Override
    public void close() {
        duet.close();
    }

    private long numbers(int perUnit) {
        return Math.multiplyExact((long) described().images() * duet.units(), perUnit);
    }

    private GroundTruths described() {
        GroundTruths given = batch;
        if (given == null) {
            throw new IllegalStateException(
                    "gt_boxes: a call starts with the GTs, and none are given since the last one");
        }
        return given;
    }

    private Predictions started(int head) {
        if (predictions.length <= head) {
            predictions = Arrays.copyOf(predictions, head + 1);
        }
        if (predictions[head] == null) {
            predictions[head] = Predictions.of(described().images(), duet.units());
        }
        return predictions[head];
    }
}
