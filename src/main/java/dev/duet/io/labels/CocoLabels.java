package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.JsonReader;
import dev.duet.io.Progress;
import dev.duet.io.TextFile;
import dev.duet.io.image.PhotoIndex;
import dev.duet.io.image.PhotoSizes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads the object labels of a COCO JSON file ({@code images}, {@code annotations}, {@code categories}, in any order) as
 * a stream: memory grows with the number of images and boxes only, masks are passed over.
 *
 * <p>Images stay in the order of the file; boxes of an image too. Category ids become dense class indices in ascending
 * order of the ids, as COCO's own tools do. A box {@code [x, y, w, h]} becomes {@code x, y, x + w, y + h} in float64.
 */
public final class CocoLabels {
    /** Nothing in a label file nests deeper; what does is refused with its place. */
    private static final int DEEPEST = 1000;

    private static final int LONGEST_NUMBER = 100_000;
    private static final List<String> SECTIONS = List.of("images", "annotations", "categories");

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN; said of the box, not of the syntax
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    private CocoLabels() {}

    /**
     * Reads the file. Ids may be integers or texts, numbers texts too, {@code iscrowd} and {@code ignore} switches; boxes marked so
     * are left out. An image without {@code file_name} is called by the path of its {@code coco_url}, or by its id. Sizes that are
     * missing come from {@link LabelOptions#withPhotoSize} or the photos ({@link PhotoIndex}).
     *
     * @throws DataException if the file cannot be read or is not valid JSON (with the line), or a section is missing; and unless
     *     {@link LabelOptions#skipFaulty} if a value that is needed is missing or of the wrong kind; if the id of an image or a
     *     category is there twice; if an annotation names an image or category that is not there, or its box is not four finite
     *     numbers or has a negative size (with its id and line)
     */
    public static Labels read(Path file, LabelOptions options) {
        LabelsBuilder labels = new LabelsBuilder(file, options);
        try {
            TextFile.requireRegular(file);
        } catch (NoSuchFileException e) {
            throw DataException.in(file, "does not exist");
        } catch (IOException e) {
            throw DataException.in(file, "cannot be read", e);
        }
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = new Counting(raw, Files.size(file), options.progress());
                JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            try {
                document(new CocoJson(file, json), labels);
            } catch (JacksonException e) {
                throw invalid(file, json, e);
            }
        } catch (JacksonException e) {
            throw new DataException(file + ": is not valid JSON: " + JsonReader.problem(e), e);
        } catch (IOException e) {
            throw DataException.in(file, "cannot be read", e);
        }
        PhotoSizes.fill(labels, true);
        return labels.build();
    }

    /** An error of the parser, which does not say the place where a limit is passed. */
    private static DataException invalid(Path file, JsonParser json, JacksonException e) {
        TokenStreamLocation at = e.getLocation() == null ? json.currentLocation() : e.getLocation();
        boolean limit = e instanceof StreamConstraintsException;
        return new DataException(
                file + ", line " + Math.max(1, at.getLineNr()) + ", column " + Math.max(1, at.getColumnNr()) + ": "
                        + (limit ? "goes beyond a limit: " : "is not valid JSON: ") + JsonReader.problem(e),
                e);
    }

    private static void document(CocoJson json, LabelsBuilder labels) {
        CocoIds ids = new CocoIds();
        CocoImages images = new CocoImages(labels, ids);
        CocoCategories categories = new CocoCategories(ids, labels.remarks);
        CocoAnnotations annotations = new CocoAnnotations(labels, ids, images);
        Set<String> found = new HashSet<>();
        json.start(JsonToken.START_OBJECT, "a COCO file is an object with images, annotations and categories");
        while (json.nextKey()) {
            String key = json.key();
            if (!SECTIONS.contains(key)) {
                json.skip();
                continue;
            }
            if (!found.add(key)) {
                throw json.fail(json.line(), "'" + key + "' is there twice");
            }
            switch (key) {
                case "images" -> json.forEach(key, images::read);
                case "annotations" -> json.forEach(key, annotations::read);
                default -> json.forEach(key, categories::read);
            }
        }
        json.end();
        for (String section : SECTIONS) {
            if (!found.contains(section)) {
                throw DataException.in(
                        labels.source, "has no '" + section + "': it is not a file of COCO object labels");
            }
        }
        annotations.assemble(categories);
    }

    /** Tells the progress as the bytes go by. */
    private static final class Counting extends FilterInputStream {
        private static final long STEP = 1 << 20;
        private final long total;
        private final Progress progress;
        private long done;
        private long told;

        Counting(InputStream in, long total, Progress progress) {
            super(in);
            this.total = total;
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int n = in.read(target, from, length);
            if (n > 0) {
                done += n;
                if (done - told >= STEP || done == total) {
                    progress.at(done, total);
                    told = done;
                }
            }
            return n;
        }
    }
}
