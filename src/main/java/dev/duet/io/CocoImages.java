package dev.duet.io;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;

/** The images of a COCO file, in the order of the file. */
final class CocoImages {
    final LabelsBuilder labels = new LabelsBuilder();
    private final Long2IntOpenHashMap indices = new Long2IntOpenHashMap();

    CocoImages() {
        indices.defaultReturnValue(-1);
    }

    void read(CocoJson json) {
        int line = json.line();
        String name = null;
        long id = 0;
        boolean hasId = false;
        int width = 0;
        int height = 0;
        while (json.nextKey()) {
            String key = json.key();
            if (key.equals("id")) {
                id = json.integer("an image's id");
                hasId = true;
            } else if (key.equals("file_name")) {
                name = json.string("an image's file_name");
            } else if (key.equals("width")) {
                width = json.pixels("an image's width");
            } else if (key.equals("height")) {
                height = json.pixels("an image's height");
            } else {
                json.skip();
            }
        }
        if (!hasId || name == null) {
            throw json.fail(line, hasId ? "image " + id + " has no file_name" : "an image has no id");
        }
        if (indices.putIfAbsent(id, labels.names.size()) >= 0) {
            throw json.fail(line, "image id " + id + " is there twice");
        }
        boolean known = width > 0 && height > 0;
        labels.image(name, id, known ? width : 0, known ? height : 0);
    }

    /** The position of an image; -1 if there is none of that id. */
    int index(long id) {
        return indices.get(id);
    }
}
