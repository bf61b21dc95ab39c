package dev.duet.io;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files of a folder and of those below it that are not hidden, each with its path from the folder as text. Links are followed, each folder is read
 * once, however many links lead to it, first where it lies itself; links may be {@link PlainLinks}; fifos, devices and sockets are named and never opened.
 */
public final class FolderWalk {
    /**
     * A regular file.
     *
     * @param name its path below the folder, {@code /} between the parts, as {@link Names#of} gives them
     */
    public record Found(String name, Path path) {
        /** The name of the folder it is in, "" for the folder itself, else with a slash at its end. */
        String parent() {
            return name.substring(0, name.lastIndexOf('/') + 1);
        }

        public String fileName() {
            return name.substring(name.lastIndexOf('/') + 1);
        }
    }

    private record Folder(String prefix, Path path) {}

    private final Predicate<String> wanted;
    private final Set<Path> known;
    private final Remarks remarks;
    private final Map<Object, String> visited = new HashMap<>();
    private final Deque<Folder> folders = new ArrayDeque<>();
    private final Deque<Folder> links = new ArrayDeque<>();
    private final List<Found> found = new ArrayList<>();

    private FolderWalk(Predicate<String> wanted, Set<Path> known, Remarks remarks) {
        this.wanted = wanted;
        this.known = known;
        this.remarks = remarks;
    }

    /**
     * Lists files in the order of their names.
     *
     * @param wanted says by the last part of its name whether a file is of interest
     * @param remarks told of what is not a regular file, of folders that cannot be listed and of those that links lead to again
     * @throws DataException if {@code folder} itself cannot be listed
     */
    public static List<Found> list(Path folder, Predicate<String> wanted, Remarks remarks) {
        return list(folder, wanted, Set.of(), remarks);
    }

    /**
     * The same without some files.
     *
     * @param known files that are not listed, nor looked at
     */
    public static List<Found> list(Path folder, Predicate<String> wanted, Set<Path> known, Remarks remarks) {
        FolderWalk walk = new FolderWalk(wanted, known, remarks);
        walk.folders.add(new Folder("", folder));
        while (true) {
            Folder next = walk.folders.poll();
            next = next == null ? walk.links.poll() : next;
            if (next == null) {
                break;
            }
            walk.read(next);
        }
        walk.found.sort(Comparator.comparing(Found::name));
        return walk.found;
    }

    /** The files directly in a folder by the last part of their names; empty if it is none or cannot be listed. */
    public static List<Found> listOne(Path folder, Predicate<String> wanted) {
        List<Found> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = Names.of(entry);
                if (wanted.test(name)) {
                    files.add(new Found(name, entry));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return new ArrayList<>();
        }
        files.sort(Comparator.comparing(Found::name));
        return files;
    }

    private void read(Folder folder) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(folder.path(), BasicFileAttributes.class);
            Object key = attributes.fileKey() == null ? folder.path().toRealPath() : attributes.fileKey();
            String before = visited.putIfAbsent(key, folder.prefix());
            if (before != null) {
                remarks.add(
                        Remark.FOLDER_AGAIN,
                        folder.path() + " leads to " + (before.isEmpty() ? "the folder it is in" : before));
                return;
            }
            List<Path> entries = new ArrayList<>();
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.path())) {
                stream.forEach(entries::add);
            }
            entries.sort(Comparator.naturalOrder());
            for (Path entry : entries) {
                add(folder, entry);
            }
        } catch (IOException | DirectoryIteratorException e) {
            DataException fault = DataException.in(folder.path(), "cannot be listed", e);
            if (folder.prefix().isEmpty()) {
                throw fault;
            }
            remarks.fault(Remark.BAD_FILE, fault);
        }
    }

    private void add(Folder folder, Path entry) throws IOException {
        if (known.contains(entry)) {
            return;
        }
        String name = Names.of(entry);
        BasicFileAttributes own = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        BasicFileAttributes target = own;
        if (own.isSymbolicLink()) {
            try {
                target = Files.readAttributes(entry, BasicFileAttributes.class);
            } catch (IOException e) {
                if (wanted.test(name)) {
                    remarks.fault(Remark.NO_FILE, DataException.in(entry, "is a link that leads to no file"));
                }
                return;
            }
        }
        if (name.startsWith(".") && !name.startsWith("._")) {
            if (target.isDirectory() || wanted.test(name)) {
                remarks.add(Remark.HIDDEN, folder.prefix() + name);
            }
        } else if (target.isDirectory()) {
            (own.isSymbolicLink() ? links : folders).add(new Folder(folder.prefix() + name + "/", entry));
        } else if (wanted.test(name)) {
            if (target.isRegularFile()) {
                found.add(new Found(folder.prefix() + name, entry));
            } else {
                remarks.fault(
                        Remark.NO_FILE,
                        DataException.in(entry, "is no regular file (a fifo, a device or a socket) and is not opened"));
            }
        } else if (target.isRegularFile()) {
            Path plain = PlainLinks.folder(entry);
            if (plain != null) {
                remarks.add(Remark.PLAIN_LINK, entry.toString());
                links.add(new Folder(folder.prefix() + name + "/", plain));
            }
        }
    }
}
