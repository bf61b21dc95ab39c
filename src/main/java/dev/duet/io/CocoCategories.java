package dev.duet.io;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.List;
import java.util.TreeMap;

/** The categories of a COCO file; their classes are numbered in ascending order of the ids. */
final class CocoCategories {
    private final TreeMap<Long, String> names = new TreeMap<>();

    void read(CocoJson json) {
        int line = json.line();
        String name = null;
        Long id = null;
        while (json.nextKey()) {
            String key = json.key();
            if (key.equals("id")) {
                id = json.integer("a category's id");
            } else if (key.equals("name")) {
                name = json.string("a category's name");
            } else {
                json.skip();
            }
        }
        if (id == null || name == null) {
            throw json.fail(line, id == null ? "a category has no id" : "category " + id + " has no name");
        }
        if (names.put(id, name) != null) {
            throw json.fail(line, "category id " + id + " is there twice");
        }
    }

    long[] ids() {
        return names.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    List<String> names() {
        return List.copyOf(names.values());
    }

    /** From id to class index; -1 for others. */
    Long2IntOpenHashMap indices() {
        Long2IntOpenHashMap indices = new Long2IntOpenHashMap();
        indices.defaultReturnValue(-1);
        for (long id : names.keySet()) {
            indices.put(id, indices.size());
        }
        return indices;
    }
}
