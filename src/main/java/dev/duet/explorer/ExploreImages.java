package dev.duet.explorer;

import dev.duet.io.DataException;
import dev.duet.io.image.ImageSize;
import dev.duet.io.image.PhotoIndex;
import dev.duet.io.labels.Labels;
import dev.duet.io.labels.Letterbox;
import dev.duet.report.LabelSet;
import dev.duet.report.picture.Photo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * The images of a data set as the page asks for them: found by name, a page at a time, and one with its boxes and its photo. Memory is
 * that of the labels, about 100 bytes per box, and of the photos' names.
 */
public final class ExploreImages {
    static final int MOST_ROWS = 200;

    private static final long MOST_BYTES = 64L << 20;

    private final String name;
    private final LabelSet set;
    private final Labels labels;
    private final PhotoIndex photos;
    private final Path root;
    /** Images by falling number of boxes; in the low half of each, the image. */
    private long[] crowdedFirst;

    /**
     * @param name of the data set, for people
     * @param photos where the photos lie; null if there are none
     */
    public ExploreImages(String name, LabelSet set, PhotoIndex photos) {
        this(name, set, photos, null);
    }

    /** @param root a folder in which links may lead anywhere; a photo that is a link otherwise stays in its own folder; may be null */
    public ExploreImages(String name, LabelSet set, PhotoIndex photos, Path root) {
        this.root = root;
        this.name = name;
        this.set = set;
        this.labels = set.labels();
        this.photos = photos;
    }

    /** Classes that systems have to know. */
    int classes() {
        return set.classes();
    }

    /** What the set is. */
    void about(JsonGenerator json) {
        json.writeStringProperty("name", name);
        json.writeNumberProperty("images", set.images());
        json.writeNumberProperty("boxes", labels.boxes());
        json.writeBooleanProperty("photos", photos != null);
        json.writeArrayPropertyStart("classes");
        labels.classNames().forEach(json::writeString);
        json.writeEndArray();
    }

    /**
     * Images whose name holds a text, whatever the case.
     *
     * @param from how many of them to leave out first
     * @param count how many to list at most
     * @param crowded those with most boxes first; else in the order of the files
     * @throws IllegalArgumentException if a number is out of range
     */
    void list(JsonGenerator json, String text, int from, int count, boolean crowded) {
        if (from < 0 || count < 1 || count > MOST_ROWS) {
            throw new IllegalArgumentException(
                    "from: " + from + ", count: " + count + "; from 0 on, 1 to " + MOST_ROWS + " at a time");
        }
        String wanted = text.toLowerCase(Locale.ROOT);
        long[] order = crowded ? crowdedFirst() : null;
        int found = 0;
        json.writeArrayPropertyStart("rows");
        for (int i = 0; i < set.images(); i++) {
            int image = order == null ? i : (int) order[i];
            if (!wanted.isEmpty()
                    && !labels.name(image).toLowerCase(Locale.ROOT).contains(wanted)) {
                continue;
            }
            if (found >= from && found - from < count) {
                json.writeStartObject();
                json.writeNumberProperty("image", image);
                json.writeStringProperty("name", labels.name(image));
                json.writeNumberProperty("boxes", boxes(image));
                json.writeEndObject();
            }
            found++;
        }
        json.writeEndArray();
        json.writeNumberProperty("found", found);
        json.writeNumberProperty("from", from);
    }

    private synchronized long[] crowdedFirst() {
        if (crowdedFirst == null) {
            crowdedFirst = new long[set.images()];
            for (int i = 0; i < crowdedFirst.length; i++) {
                crowdedFirst[i] = (long) -boxes(i) << 32 | i;
            }
            Arrays.sort(crowdedFirst);
        }
        return crowdedFirst;
    }

    private int boxes(int image) {
        return labels.offsets()[image + 1] - labels.offsets()[image];
    }

    /**
     * An image: its boxes on the canvas, and where its photo lies there.
     *
     * @throws DataException if there is no such image, or it has more boxes than the page takes
     */
    void image(JsonGenerator json, int image) {
        require(image);
        LabelSet.Batch batch = set.batch(image, image + 1);
        var gts = batch.gts().batch();
        if (gts.size() > ExploreApi.MOST_BOXES) {
            throw new DataException("image '" + labels.name(image) + "' has " + gts.size()
                    + " boxes; the page takes at most " + ExploreApi.MOST_BOXES
                    + ", 'duet compare' and 'duet audit' any number");
        }
        json.writeNumberProperty("image", image);
        json.writeStringProperty("name", labels.name(image));
        json.writeArrayPropertyStart("boxes");
        for (int i = 0; i < gts.size(); i++) {
            json.writeStartArray();
            json.writeNumber(gts.x1[i]);
            json.writeNumber(gts.y1[i]);
            json.writeNumber(gts.x2[i]);
            json.writeNumber(gts.y2[i]);
            json.writeNumber(gts.label[i]);
            json.writeEndArray();
        }
        json.writeEndArray();
        Optional<Path> file = photo(image);
        if (photos != null && file.isEmpty()) {
            json.writeStringProperty("note", "No photo of " + labels.name(image) + " was found.");
        }
        if (file.isPresent()) {
            try {
                place(json, image, served(file.get()));
            } catch (DataException e) {
                json.writeStringProperty("note", e.getMessage());
            }
        }
    }

    private void place(JsonGenerator json, int image, Path file) {
        ImageSize size = ImageSize.read(file);
        int width = labels.sizeKnown(image) ? labels.width(image) : size.width();
        int height = labels.sizeKnown(image) ? labels.height(image) : size.height();
        Letterbox.Placement at = set.letterbox().place(width, height);
        json.writeArrayPropertyStart("photo");
        for (double v : List.of(at.left(), at.top(), width * at.scaleX(), height * at.scaleY())) {
            json.writeNumber(v);
        }
        json.writeEndArray();
    }

    private Optional<Path> photo(int image) {
        if (photos == null) {
            return Optional.empty();
        }
        return photos.find(labels, image);
    }

    /** A photo's file and its media type. */
    record File(Path path, String mediaType) {}

    /**
     * The photo of an image, as it lies on the disk.
     *
     * @throws DataException if there is none, it is no file of the folder of photos (a link that leads out of it, a device, a pipe), or
     *     it is larger than 64 MB
     */
    File photoFile(int image) {
        require(image);
        Path file =
                photo(image).orElseThrow(() -> new DataException("no photo of " + labels.name(image) + " was found"));
        return new File(served(file), Photo.mediaType(file));
    }

    private Path served(Path file) {
        try {
            Path real = file.toRealPath();
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
                throw new DataException(file + ": is not a regular file, so it is not served");
            }
            boolean beside = real.startsWith(file.toAbsolutePath().getParent().toRealPath());
            if (!beside && (root == null || !real.startsWith(root.toRealPath()))) {
                throw new DataException(file + ": is a link that leads out of its folder, so it is not served; --photos"
                        + " names another folder");
            }
            if (Files.size(real) > MOST_BYTES) {
                throw new DataException(file + ": is larger than 64 MB");
            }
            return real;
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private void require(int image) {
        if (image < 0 || image >= set.images()) {
            String there = set.images() == 0 ? "the data set holds none" : "there are 0 to " + (set.images() - 1);
            throw new DataException("image " + image + ": " + there);
        }
    }
}
