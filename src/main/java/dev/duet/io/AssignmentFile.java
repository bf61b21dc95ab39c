package dev.duet.io;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import java.nio.file.Path;

/** Writes an assignment to a file, whole or not at all; the suffix of the name decides the form. */
public final class AssignmentFile {
    private AssignmentFile() {}

    /** Whether the name of a file says a form that can be written: {@code .npz} or {@code .json}. */
    public static boolean canWrite(Path file) {
        return Names.hasSuffix(file, ".npz") || Names.hasSuffix(file, ".json");
    }

    /**
     * Writes all heads.
     *
     * @param engine the engine that made the result
     * @param batch what it was made from
     * @throws DataException if the file cannot be written; an older file of this name is then left as it was
     * @throws IllegalArgumentException if the suffix is neither {@code .npz} nor {@code .json}
     */
    public static void write(Path file, Duet engine, InputBatch batch, Assignment assignment) {
        if (!canWrite(file)) {
            throw new IllegalArgumentException(file + ": the name must end in .npz or .json");
        }
        if (Names.hasSuffix(file, ".npz")) {
            AssignmentNpz.write(file, engine, batch, assignment);
        } else {
            AssignmentJson.write(file, engine, batch, assignment);
        }
    }

    /** What a head's arrays end in: nothing for the first, {@code _} and its name for others, {@code _o2o} for one2one. */
    static String suffix(Assignment main, String head) {
        if (head.equals(main.headName())) {
            return "";
        }
        return head.equals("one2one") ? "_o2o" : "_" + head;
    }
}
