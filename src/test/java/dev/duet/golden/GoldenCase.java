package dev.duet.golden;

import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;
import dev.duet.api.Pyramid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One reference case: arrays of the npz and the json beside it. */
public final class GoldenCase {
    public final Path file;
    public final NpzArrays arrays;
    private final Map<String, Object> json;

    private GoldenCase(Path file, NpzArrays arrays, Map<String, Object> json) {
        this.file = file;
        this.arrays = arrays;
        this.json = json;
    }

    public static GoldenCase read(Path npz) {
        Path beside = npz.resolveSibling(npz.getFileName().toString().replace(".npz", ".json"));
        return new GoldenCase(
                npz, NpzArrays.read(npz), Files.exists(beside) ? JsonTree.read(beside) : new LinkedHashMap<>());
    }

    public String name() {
        return file.getFileName().toString().replace(".npz", "");
    }

    public String system() {
        return (String) json.get("system");
    }

    public String variant() {
        return String.valueOf(json.get("variant"));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> parameters() {
        Object parameters = json.get("parameters");
        return parameters == null ? Map.of() : (Map<String, Object>) parameters;
    }

    public boolean hasParameter(String key) {
        return parameters().get(key) != null;
    }

    /** A parameter as it stands in the json: Double, String, Boolean, List, Map or null. */
    public Object parameter(String key) {
        return parameters().get(key);
    }

    public double number(String key) {
        return ((Number) parameters().get(key)).doubleValue();
    }

    public int integer(String key) {
        return (int) number(key);
    }

    public List<?> list(String key) {
        return (List<?>) parameters().get(key);
    }

    public int images() {
        return arrays.shape("gt_offsets")[0] - 1;
    }

    /** Classes: as the predictions have them, else one more than the largest label. */
    public int classes(String suffix) {
        if (arrays.has("pred_scores" + suffix)) {
            return arrays.shape("pred_scores" + suffix)[2];
        }
        int most = 0;
        for (int label : arrays.ints("gt_labels")) {
            most = Math.max(most, label);
        }
        return most + 1;
    }

    public Pyramid pyramid() {
        int[] size = arrays.ints("image_size");
        int[] strides = arrays.ints("strides");
        int[] grid = arrays.ints("grid");
        int[] heights = new int[strides.length];
        int[] widths = new int[strides.length];
        for (int l = 0; l < strides.length; l++) {
            heights[l] = grid[2 * l];
            widths[l] = grid[2 * l + 1];
        }
        if (strides.length == 0) {
            return Pyramid.queries(size[0], size[1], arrays.shape("pred_boxes")[1]);
        }
        Pyramid pyramid = Pyramid.of(size[0], size[1], strides, heights, widths);
        return arrays.has("anchors") ? pyramid.anchors(arrays.floats("anchors")) : pyramid;
    }

    public GroundTruths groundTruths() {
        int[] labels = arrays.ints("gt_labels");
        int[] offsets = arrays.ints("gt_offsets");
        float[] boxes = arrays.floats("gt_boxes");
        return arrays.shape("gt_boxes")[1] == 5
                ? GroundTruths.rotatedRows(boxes, labels, offsets)
                : GroundTruths.ofRows(boxes, labels, offsets);
    }

    /** Whatever predictions the case has under a suffix ("", "_o2o", "_aux"): logits where it has logits. */
    public Predictions predictions(String suffix) {
        int[] shape = arrays.shape("pred_boxes" + suffix);
        Predictions p = Predictions.of(shape[0], shape[1]);
        float[] boxes = arrays.floats("pred_boxes" + suffix);
        p = shape[2] == 5 ? p.rotatedBoxes(boxes, BoxLayout.ROWS) : p.boxes(boxes);
        if (arrays.has("pred_logits" + suffix)) {
            p = p.scores(
                    arrays.floats("pred_logits" + suffix),
                    arrays.shape("pred_logits" + suffix)[2],
                    ScoreLayout.UNIT_MAJOR,
                    ScoreForm.LOGIT);
        } else if (arrays.has("pred_scores" + suffix)) {
            p = p.scores(arrays.floats("pred_scores" + suffix), arrays.shape("pred_scores" + suffix)[2]);
        }
        if (arrays.has("pred_obj_logits" + suffix)) {
            p = p.objectness(arrays.floats("pred_obj_logits" + suffix), ScoreForm.LOGIT);
        } else if (arrays.has("pred_objectness" + suffix)) {
            p = p.objectness(arrays.floats("pred_objectness" + suffix), ScoreForm.PROBABILITY);
        }
        if (arrays.has("pred_raw_boxes" + suffix)) {
            p = p.rawBoxes(arrays.floats("pred_raw_boxes" + suffix), BoxLayout.ROWS);
        }
        return p;
    }
}
