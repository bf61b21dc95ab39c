package dev.duet.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
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
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN; said of the box, not of the syntax
            .build();

    private CocoLabels() {}

    /**
     * Reads the file; of the options it uses the progress, counted in bytes.
     *
     * @throws DataException if the file cannot be read or is not valid JSON (with the line); if a section, or a key that is
     *     needed, is missing or of the wrong kind; if an id is there twice; if an annotation names an image or category
     *     that is not there, or its box is not four finite numbers or has a negative size (with its id and line)
     */
    public static Labels read(Path file, LabelOptions options) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = new Counting(raw, Files.size(file), options.progress());
                JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), in)) {
            return document(new CocoJson(file, json), file);
        } catch (JacksonException e) {
            throw new DataException(
                    file + ", line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": is not valid JSON: " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw DataException.in(file, "cannot be read", e);
        }
    }

    private static Labels document(CocoJson json, Path file) {
        CocoImages images = new CocoImages();
        CocoCategories categories = new CocoCategories();
        CocoAnnotations annotations = new CocoAnnotations();
        boolean[] found = new boolean[3];
        json.start(JsonToken.START_OBJECT, "a COCO file is an object with images, annotations and categories");
        while (json.nextKey()) {
            String key = json.key();
            if (key.equals("images")) {
                json.forEach(key, images::read);
                found[0] = true;
            } else if (key.equals("annotations")) {
                json.forEach(key, annotations::read);
                found[1] = true;
            } else if (key.equals("categories")) {
                json.forEach(key, categories::read);
                found[2] = true;
            } else {
                json.skip();
            }
        }
        json.end();
        String[] sections = {"images", "annotations", "categories"};
        for (int i = 0; i < sections.length; i++) {
            if (!found[i]) {
                throw DataException.in(file, "has no '" + sections[i] + "': it is not a file of COCO object labels");
            }
        }
        return annotations.assemble(images, categories, file);
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
