package dev.duet.io.labels;

import dev.duet.io.Remark;
import dev.duet.io.Remarks;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.List;
import java.util.TreeMap;

/** The categories of a COCO file; their classes are numbered in ascending order of the ids, texts by appearance before integers. */
final class CocoCategories {
    private final TreeMap<Long, String> names = new TreeMap<>();
    private final CocoIds ids;
    private final Remarks remarks;

    CocoCategories(CocoIds ids, Remarks remarks) {
        this.ids = ids;
        this.remarks = remarks;
    }

    void read(CocoJson json) {
        int line = json.line();
        String name = null;
        Long id = null;
        String trouble = null;
        while (json.nextKey()) {
            String key = json.key();
            try {
                if (key.equals("id")) {
                    id = json.id(ids);
                } else if (key.equals("name")) {
                    name = json.isNull() ? null : json.text();
                } else {
                    json.skip();
                }
            } catch (CocoJson.Trouble e) {
                trouble = trouble == null ? key + " " + e.getMessage() : trouble;
            }
        }
        if (id == null) {
            remarks.fault(
                    Remark.BAD_ENTRY,
                    json.fail(line, "a category has no id" + (trouble == null ? "" : ": " + trouble)));
        } else if (names.containsKey(id)) {
            remarks.fault(Remark.BAD_ENTRY, json.fail(line, "category id " + ids.text(id) + " is there twice"));
        } else {
            if (name == null) {
                String what = "category " + ids.text(id) + (trouble == null ? " has no name" : ": " + trouble);
                remarks.fault(Remark.BAD_ENTRY, json.fail(line, what));
            }
            names.put(id, name == null ? "category " + ids.text(id) : name);
        }
    }

    /** The ids; -1 for texts. */
    long[] ids() {
        return names.keySet().stream().mapToLong(id -> ids.isText(id) ? -1 : id).toArray();
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
