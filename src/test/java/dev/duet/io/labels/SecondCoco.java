package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.fuzz.PlainJson;
import dev.duet.fuzz.PlainJson.Numeral;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A second reader of COCO files, over a tree of another parser. */
final class SecondCoco {
    private SecondCoco() {}

    /** The labels of a file without faults: images and boxes are equal; with some, what was read is among what is there. */
    @SuppressWarnings("unchecked")
    static void compare(byte[] input, Labels labels) {
        Map<String, Object> root = (Map<String, Object>) PlainJson.parse(input);
        List<Map<String, Object>> images = (List<Map<String, Object>>) root.get("images");
        List<Map<String, Object>> annotations = (List<Map<String, Object>>) root.get("annotations");
        Map<Object, String> categories = new HashMap<>();
        for (Map<String, Object> category : (List<Map<String, Object>>) root.get("categories")) {
            if (category.get("id") instanceof String || category.get("id") instanceof Numeral) {
                categories.putIfAbsent(id(category.get("id")), text(category.get("name")));
            }
        }
        if (labels.remarks().faults() > 0) {
            Set<String> there = new HashSet<>();
            annotations.forEach(annotation -> there.add(box(annotation)));
            for (int i = 0; i < labels.boxes(); i++) {
                assertThat(there).contains(box(labels, i));
            }
            return;
        }
        assertThat(labels.images()).isEqualTo(images.size());
        for (int i = 0; i < images.size(); i++) {
            Map<String, Object> image = images.get(i);
            String name = text(image.get("file_name"));
            if (name != null && !name.isBlank()) {
                assertThat(labels.name(i)).isEqualTo(name);
            }
            int width = pixels(image.get("width"));
            int height = pixels(image.get("height"));
            boolean known = width > 0 && height > 0;
            assertThat(labels.width(i)).isEqualTo(known ? width : 0);
            assertThat(labels.height(i)).isEqualTo(known ? height : 0);
            List<String> own = new ArrayList<>();
            for (Map<String, Object> annotation : annotations) {
                if (id(annotation.get("image_id")).equals(id(image.get("id")))
                        && !is(annotation.get("iscrowd"))
                        && !is(annotation.get("ignore"))) {
                    own.add(categories.get(id(annotation.get("category_id"))) + " " + box(annotation));
                }
            }
            List<String> read = new ArrayList<>();
            for (int b = labels.offsets()[i]; b < labels.offsets()[i + 1]; b++) {
                read.add(labels.classNames().get(labels.classIndex()[b]) + " " + box(labels, b));
            }
            assertThat(read).isEqualTo(own);
        }
    }

    private static String box(Labels labels, int i) {
        return Arrays.toString(new double[] {labels.x1()[i], labels.y1()[i], labels.x2()[i], labels.y2()[i]});
    }

    private static String box(Map<String, Object> annotation) {
        double[] v = new double[4];
        if (annotation.get("bbox") instanceof List<?> list && list.size() == 4) {
            Arrays.setAll(v, i -> number(list.get(i)));
            return Arrays.toString(new double[] {v[0], v[1], v[0] + v[2], v[1] + v[3]});
        }
        return "none";
    }

    private static double number(Object value) {
        if (value instanceof Numeral numeral) {
            return numeral.value();
        }
        try {
            return value instanceof String text ? Double.parseDouble(text) : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static int pixels(Object value) {
        return (int) number(value);
    }

    private static boolean is(Object value) {
        return Boolean.TRUE.equals(value) || number(value) == 1 || "true".equalsIgnoreCase(String.valueOf(value));
    }

    private static String text(Object value) {
        return value instanceof Numeral numeral ? numeral.text() : value instanceof String text ? text : null;
    }

    /** Integers by their value however they are written, other texts by themselves. */
    private static Object id(Object value) {
        if (value instanceof String text) {
            return text.matches("0|-?[1-9][0-9]{0,17}") ? (Object) Long.valueOf(text) : text;
        }
        String text = ((Numeral) value).text();
        return text.matches("-?[0-9]+") ? Long.parseLong(text) : (long) ((Numeral) value).value();
    }
}
