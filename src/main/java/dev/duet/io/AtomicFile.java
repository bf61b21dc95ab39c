package dev.duet.io;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that appears whole or not at all. It is written under a temporary name beside its target; {@link #commit}
 * moves it into place, {@link #close} without a commit deletes it and leaves an older target as it was.
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
    /** Temporary files that a process ended from outside (Ctrl-C) would leave behind. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::deleteOpen, "duet-temporary-files"));
    }

    private final Path target;
    private final Path temporary;
    private final OutputStream out;
    private boolean done;

    private AtomicFile(Path target, Path temporary, OutputStream out) {
        this.target = target;
        this.temporary = temporary;
        this.out = out;
    }

    /**
     * Starts a file. A symbolic link is followed, so the file it points to is the one replaced.
     *
     * @throws DataException if the folder of the target does not exist or cannot be written to, or if the target is
     *     something else than a regular file
     */
    public static AtomicFile create(Path target) {
        try {
            Path file = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw DataException.in(target, "cannot be written: it exists and is not a regular file");
            }
            Path folder = file.getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw DataException.in(target, "cannot be written: folder " + folder + " does not exist");
            }
            return open(target, file);
        } catch (IOException e) {
            throw DataException.in(target, "cannot be written", e);
        }
    }

    private static AtomicFile open(Path asked, Path file) throws IOException {
        // Not Files.createTempFile: its files are private to the owner, and the result would stay so.
        SplittableRandom random = new SplittableRandom(System.nanoTime());
        for (int attempt = 0; attempt < 100; attempt++) {
            String name = "." + file.getFileName() + "." + Long.toHexString(random.nextLong()) + ".tmp";
            Path temporary = file.resolveSibling(name);
            try {
                OutputStream raw =
                        Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OPEN.add(temporary);
                return new AtomicFile(file, temporary, new BufferedOutputStream(raw, BUFFER));
            } catch (FileAlreadyExistsException e) {
                continue;
            }
        }
        throw DataException.in(asked, "cannot be written: no free temporary name beside it");
    }

    /** The buffered stream to write to. Closing it is allowed and does not commit. */
    public OutputStream out() {
        return out;
    }

    /**
     * Finishes the file and moves it over its target, atomically where the file system can.
     *
     * @throws DataException if the data cannot be written out or moved; the temporary file is then deleted
     * @throws IllegalStateException if the file was committed or closed before
     */
    public void commit() {
        if (done) {
            throw new IllegalStateException(target + " was committed or closed before");
        }
        try {
            out.close();
            move();
            done = true;
            OPEN.remove(temporary);
        } catch (IOException e) {
            close();
            throw DataException.in(target, "cannot be written", e);
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
            out.close();
        } catch (IOException e) {
            // The data is thrown away in any case.
        }
        try {
            Files.deleteIfExists(temporary);
            OPEN.remove(temporary);
        } catch (IOException e) {
            // Stays in the list: one more attempt is made when the process ends.
        }
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
