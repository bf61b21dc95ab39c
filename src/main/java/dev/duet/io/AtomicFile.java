package dev.duet.io;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that appears whole or not at all. It is written under a temporary name beside its target; {@link #commit} brings it to the disk
 * and moves it into place, {@link #close} without a commit deletes it and leaves an older target as it was. A file that is replaced hands
 * its permissions on. What a killed run left behind in the folder is deleted: a temporary file is locked while its process lives.
 *
 * <pre>{@code
 * try (AtomicFile file = AtomicFile.create(target)) {
 *     file.out().write(bytes);
 *     file.commit();
 * }
 * }</pre>
 */
public final class AtomicFile implements Closeable {
    private static final int BUFFER = 1 << 16;
    private static final int MOST_LINKS = 40;
    private static final String PREFIX = ".duet-";
    private static final String SUFFIX = ".tmp";
    /** Temporary files that a process ended from outside (Ctrl-C) would leave behind. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::deleteOpen, "duet-temporary-files"));
    }

    private final Path asked;
    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream out;
    private boolean done;

    private AtomicFile(Path asked, Path target, Path temporary, FileChannel channel) {
        this.asked = asked;
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER) {
            @Override
            public void close() throws IOException {
                flush(); // the channel stays open: it is forced to the disk, and holds the lock
            }
        };
    }

    /**
     * Starts a file. A symbolic link is followed, so the file it points to is the one replaced.
     *
     * @throws DataException if the folder of the target does not exist or cannot be written to, or if the target is
     *     something else than a regular file
     */
    public static AtomicFile create(Path target) {
        Path file = destination(target);
        deleteStale(folder(file));
        try {
            return open(target, file);
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    /**
     * Finds out, before the work for it begins, whether a file can be written: by starting it and taking it back.
     *
     * @throws DataException as {@link #create}
     */
    public static void check(Path target) {
        create(target).close();
    }

    /**
     * Whether two paths lead to one file, through links too; false where one of them does not exist.
     */
    public static boolean same(Path a, Path b) {
        try {
            return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The file that links lead to. Not by the real path: that begins at the root, and a folder on the way may be one that cannot be
     * listed, or whose name is no text.
     */
    private static Path destination(Path target) {
        Path file = target;
        try {
            for (int links = 0; Files.isSymbolicLink(file); links++) {
                if (links == MOST_LINKS) {
                    throw DataException.in(target, "cannot be written: its links lead in a circle");
                }
                file = file.resolveSibling(Files.readSymbolicLink(file));
            }
        } catch (IOException e) {
            throw unwritable(target, e);
        }
        if (!isThere(target, file)) {
            return file;
        }
        if (!Files.isRegularFile(file)) {
            String what = Files.isDirectory(file) ? "a folder" : "not a regular file";
            throw DataException.in(target, "cannot be written: it is " + what + "; give the name of a file");
        }
        if (!Files.isWritable(file)) {
            throw DataException.in(target, "cannot be written: it is there and read-only; give another name");
        }
        return file;
    }

    /** False where the file is a new one; an error where it could not be made (a name that is too long, a folder that is closed). */
    private static boolean isThere(Path target, Path file) {
        if (!Files.isDirectory(folder(file))) {
            throw DataException.in(target, "cannot be written: folder " + folder(file) + " does not exist");
        }
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        return folder == null ? Path.of(".") : folder;
    }

    private static AtomicFile open(Path asked, Path file) throws IOException {
        // Not Files.createTempFile: its files are private to the owner, and the result would stay so. The name does not
        // hold the
        // target's, which may be as long as names can be.
        SplittableRandom random = new SplittableRandom(System.nanoTime());
        for (int attempt = 0; attempt < 100; attempt++) {
            Path temporary = file.resolveSibling(PREFIX + Long.toHexString(random.nextLong()) + SUFFIX);
            FileChannel channel;
            try {
                channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (FileAlreadyExistsException e) {
                continue;
            }
            OPEN.add(temporary);
            lock(channel);
            AtomicFile started = new AtomicFile(asked, file, temporary, channel);
            try {
                started.keepPermissions();
            } catch (IOException e) {
                started.close();
                throw e;
            }
            return started;
        }
        throw DataException.in(asked, "cannot be written: no free temporary name beside it");
    }

    /** Held until the channel is closed; file systems that know no locks do without, and nobody cleans up there. */
    private static boolean lock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    /** The permissions of the file that will be replaced, where the file system has them and this user may set them. */
    private void keepPermissions() throws IOException {
        PosixFileAttributeView old = Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (old == null || !Files.exists(target)) {
            return;
        }
        Set<PosixFilePermission> permissions = old.readAttributes().permissions();
        Files.setPosixFilePermissions(temporary, permissions);
    }

    /** The buffered stream to write to. Closing it is allowed and does not commit. */
    public OutputStream out() {
        return out;
    }

    /**
     * Brings the file to the disk and moves it over its target, atomically where the file system can.
     *
     * @throws DataException if the data cannot be written out or moved; the temporary file is then deleted
     * @throws IllegalStateException if the file was committed or closed before
     */
    public void commit() {
        if (done) {
            throw new IllegalStateException(asked + " was committed or closed before");
        }
        try {
            out.flush();
            channel.force(true);
            move();
            channel.close();
            done = true;
            OPEN.remove(temporary);
        } catch (IOException e) {
            close();
            throw unwritable(asked, e);
        }
    }

    private void move() throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Deletes what was written unless it was committed. Never throws: the reason for giving up is the better error. */
    @Override
    public void close() {
        if (done) {
            return;
        }
        done = true;
        try {
            channel.close();
            Files.deleteIfExists(temporary);
            OPEN.remove(temporary);
        } catch (IOException e) {
            // Stays in the list: one more attempt is made when the process ends.
        }
    }

    /** Deletes temporary files of a folder that no process holds any more. What cannot be listed or deleted stays. */
    private static void deleteStale(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                if (!isOwn(file) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    deleteUnlocked(file);
                }
            }
        } catch (IOException | RuntimeException e) {
            // A folder that may be written to, but not read.
        }
    }

    /** Whether this process writes it: to open and close such a file would drop its lock. */
    private static boolean isOwn(Path file) {
        return OPEN.stream().anyMatch(own -> own.getFileName().equals(file.getFileName()));
    }

    private static void deleteUnlocked(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (lock(channel)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Somebody else's.
        }
    }

    private static DataException unwritable(Path target, IOException e) {
        return DataException.in(target, "cannot be written", e);
    }

    private static void deleteOpen() {
        for (Path file : OPEN) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // Nobody is left to tell.
            }
        }
    }
}
