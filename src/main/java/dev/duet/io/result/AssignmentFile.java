package dev.duet.io.result;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.io.DataException;
import dev.duet.io.Library;
import dev.duet.io.Names;
import java.nio.file.Path;

/** Writes an assignment to a file, whole or not at all; the suffix of the name decides the form. */
public final class AssignmentFile {
    private AssignmentFile() {}

    /** Whether the name of a file says a form that can be written: {@code .npz} or {@code .json}. */
    public static boolean canWrite(Path file) {
        return Names.hasSuffix(file, ".npz") || Names.hasSuffix(file, ".json");
    }

    /** Whether a file takes the images of a batch in several parts; the arrays of an {@code .npz} need all of them at once. */
    public static boolean takesParts(Path file) {
        return Names.hasSuffix(file, ".json");
    }

    /**
     * Starts a file for the result of an engine on so many images.
     *
     * @throws DataException if the file cannot be written, or the arrays of an {@code .npz} would not fit into memory
     * @throws IllegalArgumentException if the suffix is neither {@code .npz} nor {@code .json}
     */
    public static AssignmentWriter open(Path file, Duet engine, int images) {
        if (!canWrite(file)) {
            throw new IllegalArgumentException(file + ": the name must end in .npz or .json");
        }
        if (takesParts(file)) {
            Library.JACKSON.require();
            return new AssignmentJson(file, engine);
        }
        AssignmentNpz.requireRoom(
                file, images, engine.units(), Runtime.getRuntime().maxMemory());
        return AssignmentNpz.open(file, engine);
    }

    /** What a head's arrays end in: nothing for the first, {@code _} and its name for others, {@code _o2o} for one2one. */
    static String suffix(Assignment main, String head) {
        if (head.equals(main.headName())) {
            return "";
        }
        return head.equals("one2one") ? "_o2o" : "_" + head;
    }
}
