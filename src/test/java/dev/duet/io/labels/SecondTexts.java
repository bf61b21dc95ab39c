package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.io.image.ImageSize;
import dev.duet.io.image.SizeTable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Second readers of YOLO rows and size tables, by splitting text, and of data.yaml, by SnakeYAML's own objects. */
final class SecondTexts {
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:[0-9]++\\.?[0-9]*+|\\.[0-9]++)(?:[eE][-+]?[0-9]++)?");

    private static final String PHOTO = "(?i)(?<=[^/\\\\])\\.(?:jpe?g|png|bmp|gif|tiff?|webp|heic|heif|avif|mpo)$";

    private SecondTexts() {}

    /** The text; null where the bytes are none. */
    private static String text(byte[] input) {
        boolean two = input.length > 1 && (input[0] & 0xFF) + (input[1] & 0xFF) == 0x1FD;
        Charset charset = two ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(input)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static double number(String text) {
        String stripped = text.strip();
        return NUMBER.matcher(stripped).matches() ? Double.parseDouble(stripped) : Double.NaN;
    }

    private static boolean isWhole(double value, double least, double most) {
        return value >= least && value <= most && value == Math.rint(value);
    }

    /** Every row that makes a box by itself was read, at its line, with its numbers, and no other. */
    static void yolo(byte[] input, Labels labels, int width, int height) {
        String text = text(input);
        String[] rows = text == null ? new String[0] : text.split("\r\n|\r|\n", -1);
        List<String> there = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            double[] box = box(rows[i], width, height);
            if (box != null) {
                there.add("line " + (i + 1) + " " + Arrays.toString(box));
            }
        }
        List<String> read = new ArrayList<>();
        for (int i = 0; i < labels.boxes(); i++) {
            String place = labels.place(i);
            double[] box = {
                labels.classIndex()[i], labels.x1()[i], labels.y1()[i], labels.x2()[i], labels.y2()[i],
            };
            read.add(place.substring(place.lastIndexOf("line ")) + " " + Arrays.toString(box));
        }
        assertThat(read).isEqualTo(there);
    }

    /** Class and corners in pixels; null for a row that is no box. */
    private static double[] box(String row, int width, int height) {
        StringBuilder spaced = new StringBuilder();
        row.chars().forEach(c -> spaced.append(Character.isWhitespace(c) ? ' ' : (char) c));
        double[] v = Arrays.stream(spaced.toString().strip().split(" +"))
                .mapToDouble(SecondTexts::number)
                .toArray();
        if (v.length < 5 || v.length % 2 == 0 || !isWhole(v[0], 0, 65_535)) {
            return null;
        }
        for (int i = 1; i < v.length; i++) {
            if (!(Math.abs(v[i]) <= 2)) {
                return null;
            }
        }
        double cx = v[1];
        double cy = v[2];
        double w = v[3];
        double h = v[4];
        if (v.length > 5) {
            double[] x = new double[v.length / 2];
            double[] y = new double[v.length / 2];
            Arrays.setAll(x, i -> v[2 * i + 1]);
            Arrays.setAll(y, i -> v[2 * i + 2]);
            w = Arrays.stream(x).max().orElseThrow() - Arrays.stream(x).min().orElseThrow();
            h = Arrays.stream(y).max().orElseThrow() - Arrays.stream(y).min().orElseThrow();
            cx = (Arrays.stream(x).max().orElseThrow() + Arrays.stream(x).min().orElseThrow()) / 2;
            cy = (Arrays.stream(y).max().orElseThrow() + Arrays.stream(y).min().orElseThrow()) / 2;
        }
        if (w < 0 || h < 0) {
            return null;
        }
        return new double[] {
            v[0],
            cx * width - w * width / 2,
            cy * height - h * height / 2,
            cx * width + w * width / 2,
            cy * height + h * height / 2
        };
    }

    /** The rows of a table for the labels in {@code folder}, and nothing else. */
    static void table(byte[] input, SizeTable table, String folder) {
        String[] rows = text(input).split("\r\n|\r|\n", -1);
        List<String> head = List.of(rows[0].split("\t", -1));
        Map<String, ImageSize> own = new TreeMap<>();
        Map<String, ImageSize> all = new TreeMap<>();
        for (String row : Arrays.asList(rows).subList(1, rows.length)) {
            String[] cells = row.split("\t", -1);
            if (cells.length != head.size() || row.isBlank()) {
                continue;
            }
            double width = number(cells[head.indexOf("width")]);
            double height = number(cells[head.indexOf("height")]);
            if (isWhole(width, 1, Integer.MAX_VALUE) && isWhole(height, 1, Integer.MAX_VALUE)) {
                String image = cells[head.indexOf("image")].strip().replaceFirst(PHOTO, "");
                String split = head.contains("split") ? cells[head.indexOf("split")].strip() : "";
                ImageSize size = new ImageSize((int) width, (int) height);
                boolean first = all.putIfAbsent(split.isEmpty() ? image : split + "/" + image, size) == null;
                if (first && split.equals(folder)) {
                    own.put(image, size);
                }
            }
        }
        Map<String, ImageSize> read = new TreeMap<>();
        table.keys().forEach(key -> read.put(key, table.size(key)));
        assertThat(read).isEqualTo(own.isEmpty() ? all : own);
    }

    /** The names that SnakeYAML gives when it takes every word for a text, and folds merged maps together. */
    static void yaml(byte[] input, List<String> names) {
        LoaderOptions loader = new LoaderOptions();
        loader.setWarnOnDuplicateKeys(false);
        DumperOptions dumper = new DumperOptions();
        Object root;
        try {
            root = new Yaml(new SafeConstructor(loader), new Representer(dumper), dumper, loader, new Texts())
                    .load(text(input));
        } catch (YAMLException | ArithmeticException | IllegalArgumentException e) {
            return; // it makes objects, so that more can be wrong
        }
        if (!(root instanceof Map<?, ?> map)) {
            assertThat(names).isEmpty();
            return;
        }
        TreeMap<Integer, String> expected = new TreeMap<>();
        if (map.get("names") instanceof List<?> list) {
            list.forEach(name -> expected.put(expected.size(), String.valueOf(name)));
        } else if (map.get("names") instanceof Map<?, ?> indexed) {
            indexed.forEach((index, name) -> expected.put((int) number(String.valueOf(index)), String.valueOf(name)));
        }
        expected.forEach((index, name) -> assertThat(names.get(index)).isEqualTo(name));
        if (expected.isEmpty()) {
            assertThat(names).allMatch(name -> name.startsWith("class "));
        } else {
            assertThat(names).hasSize(expected.lastKey() + 1);
        }
    }

    private static final class Texts extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
        }
    }
}
