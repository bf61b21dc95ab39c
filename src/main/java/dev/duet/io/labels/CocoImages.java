package dev.duet.io.labels;

import dev.duet.io.Names;
import dev.duet.io.Remark;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/** The images of a COCO file, in the order of the file. */
final class CocoImages {
    private final LabelsBuilder labels;
    private final CocoIds ids;
    private final Long2IntOpenHashMap indices = new Long2IntOpenHashMap();

    CocoImages(LabelsBuilder labels, CocoIds ids) {
        this.labels = labels;
        this.ids = ids;
        indices.defaultReturnValue(-1);
    }

    void read(CocoJson json) {
        int line = json.line();
        String name = null;
        String url = null;
        Long id = null;
        int width = 0;
        int height = 0;
        String trouble = null;
        while (json.nextKey()) {
            String key = json.key();
            try {
                if (key.equals("id")) {
                    id = json.id(ids);
                } else if (key.equals("file_name")) {
                    name = json.isNull() ? null : json.text();
                } else if (key.equals("coco_url")) {
                    url = json.isNull() ? null : json.text();
                } else if (key.equals("width")) {
                    width = json.pixels();
                } else if (key.equals("height")) {
                    height = json.pixels();
                } else {
                    json.skip();
                }
            } catch (CocoJson.Trouble e) {
                trouble = trouble == null ? key + " " + e.getMessage() : trouble;
            }
        }
        add(json, line, id, name, url, width, height, trouble);
    }

    private void add(CocoJson json, int line, Long id, String name, String url, int width, int height, String trouble) {
        if (id == null) {
            String what = "an image has no id" + (trouble == null ? "" : ": " + trouble);
            labels.remarks.fault(Remark.BAD_ENTRY, json.fail(line, what));
            return;
        }
        String called = "image " + ids.text(id) + (name == null ? "" : " (" + Names.shown(name) + ")");
        if (trouble != null) {
            labels.remarks.fault(Remark.BAD_ENTRY, json.fail(line, called + ": " + trouble));
        }
        if (indices.putIfAbsent(id.longValue(), labels.names.size()) >= 0) {
            labels.remarks.fault(Remark.BAD_ENTRY, json.fail(line, "image id " + ids.text(id) + " is there twice"));
            return;
        }
        String known = name;
        if (known == null || known.isBlank()) {
            known = url == null || url.isBlank() ? ids.text(id) : pathOf(url);
            labels.remarks.add(Remark.NAMED_BY_URL, Names.shown(known));
        }
        boolean sized = width > 0 && height > 0;
        long number = ids.isText(id) ? Names.id(Names.stem(known)) : id;
        labels.image(known, number, sized ? width : 0, sized ? height : 0);
    }

    /** The path of a URL without its host: {@code train2017/000000000001.jpg}. */
    private static String pathOf(String url) {
        int scheme = url.indexOf("://");
        int slash = url.indexOf('/', scheme < 0 ? 0 : scheme + 3);
        return slash < 0 || slash + 1 == url.length() ? url : url.substring(slash + 1);
    }

    /** The position of an image; -1 if there is none of that id. */
    int index(long id) {
        return indices.get(id);
    }
}
