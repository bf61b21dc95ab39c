package dev.duet.io.labels;

import dev.duet.io.image.ImageSizeTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of a test, by their paths below a folder. */
record LabelTree(Path root) {
    Path text(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    Path png(String name, int width, int height) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, ImageSizeTest.png(width, height));
    }

    Path link(String name, String target) throws IOException {
        Path link = root.resolve(name);
        Files.createDirectories(link.getParent());
        return Files.createSymbolicLink(link, Path.of(target));
    }

    /** One line, as exporters write. */
    static String coco(String images, String annotations) {
        return "{\"images\": [" + images + "], \"annotations\": [" + annotations
                + "], \"categories\": [{\"id\": 1, \"name\": \"cat\"}, {\"id\": 2, \"name\": \"dog\"}]}";
    }
}
