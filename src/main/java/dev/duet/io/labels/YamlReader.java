package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads a {@link DataYaml} as a tree of nodes: no objects are made of what a file names. */
final class YamlReader {
    private static final Set<String> KEYS = Set.of("names", "nc", "kpt_shape");
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int DEEPEST = 50;
    private static final int MOST_KEYPOINTS = 10_000;

    private YamlReader() {}

    /**
     * Reads a file.
     *
     * @throws DataException if it is not valid YAML, not a map, or has names or {@code kpt_shape} in another form
     */
    static DataYaml read(Path file) {
        String text = TextFile.text(file);
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MOST_CHARACTERS);
        limits.setNestingDepthLimit(DEEPEST);
        try {
            Node root = new Yaml(limits).compose(new java.io.StringReader(text));
            if (root == null) {
                return DataYaml.NOTHING;
            }
            if (!(root instanceof MappingNode map)) {
                throw fail(file, root, "is not a map of keys like 'names'");
            }
            return read(file, map);
        } catch (MarkedYAMLException e) {
            String line = e.getProblemMark() == null
                    ? ""
                    : ", line " + (e.getProblemMark().getLine() + 1);
            throw new DataException(file + line + ": is not valid YAML: " + Names.shown(e.getProblem()), e);
        } catch (YAMLException | ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw DataException.in(file, "is not valid YAML", e);
        }
    }

    private static DataYaml read(Path file, MappingNode map) {
        List<String> names = List.of();
        int count = 0;
        int keypoints = 0;
        Map<String, Node> values = new HashMap<>();
        collect(file, map, values, new HashSet<>());
        if (values.get("names") != null) {
            names = names(file, values.get("names"));
        }
        if (values.get("nc") instanceof ScalarNode nc) {
            count = integer(file, nc, nc.getValue(), "nc", YoloRow.MAX_CLASSES);
        }
        if (values.get("kpt_shape") != null) {
            keypoints = keypoints(file, values.get("kpt_shape"));
        }
        if (!names.isEmpty() && count > 0 && count != names.size()) {
            throw new DataException(file + ": nc is " + count + ", but there are " + names.size() + " names");
        }
        return new DataYaml(ClassNames.numbered(names, count), keypoints);
    }

    /** The values of the keys that count; those of maps that are merged in ({@code <<: *base}) where the map has none itself. */
    private static void collect(Path file, MappingNode map, Map<String, Node> values, Set<Node> visited) {
        if (!visited.add(map)) {
            return;
        }
        Set<String> own = new HashSet<>();
        for (NodeTuple entry : map.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && KEYS.contains(key.getValue())) {
                if (!own.add(key.getValue())) {
                    throw fail(file, key, "'" + key.getValue() + "' is there twice");
                }
                values.putIfAbsent(key.getValue(), entry.getValueNode());
            }
        }
        for (NodeTuple entry : map.getValue()) {
            if (Tag.MERGE.equals(entry.getKeyNode().getTag())) {
                Node merged = entry.getValueNode();
                for (Node each : merged instanceof SequenceNode list ? list.getValue() : List.of(merged)) {
                    if (each instanceof MappingNode other) {
                        collect(file, other, values, visited);
                    }
                }
            }
        }
    }

    private static List<String> names(Path file, Node node) {
        Map<Integer, String> names = new TreeMap<>();
        if (node instanceof SequenceNode list) {
            for (Node item : list.getValue()) {
                names.put(names.size(), scalar(file, item, "a class name"));
            }
        } else if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                String key = scalar(file, entry.getKeyNode(), "a class index");
                int index = integer(file, entry.getKeyNode(), key, "a class index", YoloRow.MAX_CLASSES - 1);
                if (names.put(index, scalar(file, entry.getValueNode(), "a class name")) != null) {
                    throw fail(file, entry.getKeyNode(), "class " + index + " is there twice");
                }
            }
        } else if (!(node instanceof ScalarNode scalar) || !scalar.getValue().isEmpty()) {
            throw fail(file, node, "'names' is neither a list nor a map");
        }
        return ClassNames.dense(names);
    }

    private static int keypoints(Path file, Node node) {
        List<Integer> shape = new ArrayList<>();
        if (node instanceof SequenceNode list) {
            for (Node item : list.getValue()) {
                shape.add(integer(file, item, scalar(file, item, "kpt_shape"), "kpt_shape", MOST_KEYPOINTS));
            }
        }
        if (shape.size() != 2) {
            throw fail(file, node, "'kpt_shape' is not a list of two numbers");
        }
        return shape.get(0) * shape.get(1);
    }

    private static String scalar(Path file, Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw fail(file, node, what + " is a list or a map");
    }

    private static int integer(Path file, Node node, String text, String what, int most) {
        double value = TextFile.number(text.strip());
        if (!(value >= 0) || value > most || value != Math.rint(value)) {
            throw fail(file, node, what + " is '" + Names.shown(text) + "', expected a whole number from 0 to " + most);
        }
        return (int) value;
    }

    private static DataException fail(Path file, Node node, String what) {
        return DataException.atLine(file, node.getStartMark().getLine() + 1, what);
    }
}
