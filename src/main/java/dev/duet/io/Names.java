package dev.duet.io;

import java.nio.file.Path;

/** File names of images. */
final class Names {
    private Names() {}

    /** The last part of a path without its suffix. */
    static String stem(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        int dot = last.lastIndexOf('.');
        return dot > 0 ? last.substring(0, dot) : last;
    }

    /** A path relative to {@code folder} with {@code /} between its parts and without the suffix of the file. */
    static String key(Path folder, Path file) {
        Path relative = folder.relativize(file);
        Path parent = relative.getParent();
        String stem = stem(relative.getFileName().toString());
        return parent == null ? stem : parent.toString().replace('\\', '/') + "/" + stem;
    }

    /** The number that a stem is, -1 if it is not one. */
    static long id(String stem) {
        return stem.matches("\\d{1,18}") ? Long.parseLong(stem) : -1;
    }

    /** Whether the name ends in the suffix (with its dot), in any case. */
    static boolean hasSuffix(Path file, String suffix) {
        String name = file.getFileName().toString();
        return name.regionMatches(true, name.length() - suffix.length(), suffix, 0, suffix.length());
    }
}
