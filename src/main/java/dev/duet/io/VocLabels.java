package dev.duet.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;

/**
 * Reads a folder of Pascal VOC annotations: one XML file per photo, in the order of their paths.
 *
 * <p><b>The corners are taken as they stand.</b> The VOC challenge counted pixels from 1 and included the last one
 * ({@code xmin=1} is the left edge); most tools that write this form today count from 0. Duet cannot tell which, and a
 * shift would be wrong for one of them. Boxes marked difficult are kept and flagged. Classes are the names that occur, in
 * alphabetical order, unless {@link LabelOptions#classNames} gives them. A size of 0 or none counts as not known.
 */
public final class VocLabels {
    private final Path folder;
    private final LabelOptions options;
    private final LabelsBuilder labels = new LabelsBuilder();
    private final Map<String, Integer> classes = new HashMap<>();
    private final List<String> seen = new ArrayList<>();

    private VocLabels(Path folder, LabelOptions options) {
        this.folder = folder;
        this.options = options;
        options.classNames().forEach(this::classOf);
    }

    /**
     * Reads the folder, or the folder {@code Annotations} in it.
     *
     * @throws DataException if the folder cannot be listed or has no XML; if a file cannot be read or is not well-formed,
     *     or if an object lacks its name or a corner, has a corner that is not a finite number, a negative size, or a
     *     class that was not given
     */
    public static Labels read(Path folder, LabelOptions options) {
        Path inner = folder.resolve("Annotations");
        return new VocLabels(Files.isDirectory(inner) ? inner : folder, options).read();
    }

    private Labels read() {
        List<Path> files = files();
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        for (int i = 0; i < files.size(); i++) {
            add(VocFile.read(files.get(i), factory));
            options.progress().at(i + 1L, files.size());
        }
        nameClasses();
        return labels.build();
    }

    private List<Path> files() {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> files =
                    walk.filter(file -> Names.hasSuffix(file, ".xml")).sorted().toList();
            if (files.isEmpty()) {
                throw DataException.in(folder, "holds no annotations (.xml)");
            }
            return files;
        } catch (IOException | UncheckedIOException e) {
            throw DataException.in(folder, "cannot be listed", e);
        }
    }

    private void add(VocFile file) {
        String name = file.name.isEmpty() ? Names.stem(file.path.getFileName().toString()) : file.name;
        labels.image(name, Names.id(Names.stem(name)), file.width, file.height);
        for (VocFile.Box box : file.boxes) {
            if (!options.classNames().isEmpty() && !classes.containsKey(box.name())) {
                throw DataException.atLine(
                        file.path, box.line(), "class '" + box.name() + "' is not among those given");
            }
            if (box.difficult()) {
                labels.difficult.set(labels.boxes());
            }
            labels.box(box.x1(), box.y1(), box.x2(), box.y2(), classOf(box.name()));
        }
    }

    /** The number of a class in the order of appearance. */
    private int classOf(String name) {
        return classes.computeIfAbsent(name, n -> {
            seen.add(n);
            return seen.size() - 1;
        });
    }

    private void nameClasses() {
        if (!options.classNames().isEmpty()) {
            labels.classNames = options.classNames();
            return;
        }
        labels.classNames = List.copyOf(new TreeSet<>(seen));
        int[] sorted = new int[seen.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = labels.classNames.indexOf(seen.get(i));
        }
        labels.classIndex.replaceAll((int c) -> sorted[c]);
    }
}
