package dev.duet.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Links to folders that git, or an archive, has left as text where the file system has no links: a file without suffix that holds the
 * path of a folder, from where it lies, and nothing else.
 */
public final class PlainLinks {
    private static final int LONGEST = 1024;

    private PlainLinks() {}

    /** The folder that a file stands for; null if it is no such file. */
    static Path folder(Path file) {
        try {
            if (file.toString().indexOf('.', file.toString().lastIndexOf('/') + 1) >= 0
                    || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) == 0
                    || Files.size(file) > LONGEST) {
                return null;
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            if (text.chars().anyMatch(Character::isISOControl) || text.startsWith("/")) {
                return null;
            }
            Path folder = file.resolveSibling(text).normalize();
            return Files.isDirectory(folder) ? folder : null;
        } catch (CharacterCodingException | InvalidPathException e) {
            return null; // no text, no path
        } catch (IOException e) {
            return null; // whoever reads it as something else says so
        }
    }

    /** The folder that a path leads to: itself, or the one that the file there stands for. */
    public static Path follow(Path path) {
        Path folder = Files.isDirectory(path) ? null : folder(path);
        return folder == null ? path : folder;
    }
}
