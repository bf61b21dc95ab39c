package dev.duet.io.image;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.labels.Labels;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds images of the labels by names from elsewhere. A name fits an image if it is the image's name; else if it is that without the
 * suffix; else if one of both paths, without suffixes, is the end of the other: {@code 0001} and {@code train/cam1/0001.png} fit
 * {@code cam1/0001.jpg}, {@code cam9/0001.jpg} does not. The first of these rules that any image keeps decides; more than one image is an
 * error.
 */
public final class ImageNames {
    private static final int MOST_CANDIDATES = 5;

    private final Labels labels;
    private final Map<String, IntArrayList> whole = new HashMap<>();
    private final Map<String, IntArrayList> stems = new HashMap<>();
    /** By the last parts of their paths, for every number of parts that names have. */
    private final Map<Integer, Map<String, IntArrayList>> ends = new HashMap<>();

    public ImageNames(Labels labels) {
        this.labels = labels;
        for (int i = 0; i < labels.images(); i++) {
            put(whole, path(labels.name(i)), i);
            put(stems, stem(labels.name(i)), i);
            if (labels.hasFiles() && !stem(labels.name(i)).equals(stem(labels.key(i)))) {
                put(stems, stem(labels.key(i)), i); // a VOC image has the name it says and that of its file
            }
        }
    }

    /**
     * The images that names mean.
     *
     * @throws DataException if a name fits none or several, or two names mean one image
     */
    public int[] rows(List<String> names) {
        int[] rows = new int[names.size()];
        int[] taken = new int[labels.images()]; // by which image of the predictions, plus 1
        for (int b = 0; b < rows.length; b++) {
            IntArrayList fits = fits(names.get(b));
            if (fits.isEmpty()) {
                throw new DataException(labels.source() + ": has no image '" + Names.shown(names.get(b))
                        + "', which is image " + b + " of the predictions");
            }
            if (fits.size() > 1) {
                throw ambiguous(
                        "image name '" + Names.shown(names.get(b)) + "' (image " + b + " of the predictions)", fits);
            }
            rows[b] = fits.getInt(0);
            if (taken[rows[b]] > 0) {
                int other = taken[rows[b]] - 1;
                throw new DataException(labels.source() + ": image '" + Names.shown(labels.name(rows[b]))
                        + "' is named twice, by '" + Names.shown(names.get(other)) + "' (image " + other
                        + " of the predictions) and by '" + Names.shown(names.get(b)) + "' (image " + b
                        + "); each image has one row of predictions");
            }
            taken[rows[b]] = b + 1;
        }
        return rows;
    }

    /**
     * The image that a name means.
     *
     * @return -1 if none
     * @throws DataException if it fits several
     */
    public int row(String name) {
        IntArrayList fits = fits(name);
        if (fits.size() > 1) {
            throw ambiguous("'" + Names.shown(name) + "'", fits);
        }
        return fits.isEmpty() ? -1 : fits.getInt(0);
    }

    private DataException ambiguous(String what, IntArrayList fits) {
        List<String> candidates = new ArrayList<>();
        for (int i = 0; i < Math.min(MOST_CANDIDATES, fits.size()); i++) {
            int image = fits.getInt(i);
            String name = labels.name(image);
            boolean same = i > 0 && labels.hasFiles() && name.equals(labels.name(fits.getInt(0)));
            candidates.add(same ? name + " of " + labels.file(image) : Names.shown(name));
        }
        int more = fits.size() - candidates.size();
        String last = more > 0 ? more + " more" : candidates.removeLast();
        return new DataException(labels.source() + ": " + what + " fits " + String.join(", ", candidates) + " and "
                + last + "; a longer path, as the labels have it, says which");
    }

    private IntArrayList fits(String name) {
        String path = path(name);
        IntArrayList fits = whole.get(path);
        if (fits == null) {
            fits = stems.get(stem(name));
        }
        return fits != null ? fits : byEnd(stem(name));
    }

    private IntArrayList byEnd(String stem) {
        Set<Integer> found = new HashSet<>();
        IntArrayList fits = new IntArrayList();
        IntArrayList longer = ends.computeIfAbsent(parts(stem), this::byEnds).get(stem);
        if (longer != null) {
            longer.forEach((int i) -> add(fits, found, i));
        }
        for (int at = stem.indexOf('/'); at >= 0; at = stem.indexOf('/', at + 1)) {
            IntArrayList shorter = stems.get(stem.substring(at + 1));
            if (shorter != null) {
                shorter.forEach((int i) -> add(fits, found, i));
            }
        }
        fits.sort(null);
        return fits;
    }

    private static void add(IntArrayList fits, Set<Integer> found, int image) {
        if (found.add(image)) {
            fits.add(image);
        }
    }

    private Map<String, IntArrayList> byEnds(int parts) {
        Map<String, IntArrayList> byEnd = new HashMap<>();
        stems.forEach((stem, images) -> {
            int from = stem.length();
            for (int p = 0; p < parts && from >= 0; p++) {
                from = stem.lastIndexOf('/', from - 1);
            }
            if (from >= 0) {
                String end = stem.substring(from + 1);
                images.forEach((int i) -> put(byEnd, end, i));
            }
        });
        return byEnd;
    }

    private static int parts(String path) {
        int parts = 1;
        for (int i = 0; i < path.length(); i++) {
            parts += path.charAt(i) == '/' ? 1 : 0;
        }
        return parts;
    }

    private static void put(Map<String, IntArrayList> map, String key, int image) {
        IntArrayList images = map.computeIfAbsent(key, k -> new IntArrayList(1));
        if (images.isEmpty() || images.getInt(images.size() - 1) != image) {
            images.add(image);
        }
    }

    private static String path(String name) {
        String path = name.replace('\\', '/');
        while (path.startsWith("./")) {
            path = path.substring(2);
        }
        return path;
    }

    /** Only the suffix of a photo is one: {@code v1.2} is a whole name. */
    private static String stem(String name) {
        return PhotoIndex.withoutPhotoSuffix(path(name));
    }
}
