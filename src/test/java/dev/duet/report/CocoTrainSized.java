package dev.duet.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes a COCO label file as large as train2017, 118,000 images with 860,000 boxes and masks of a few points: {@code java
 * CocoTrainSized.java FILE [IMAGES [BOXES [POINTS]]]}, {@code POINTS} being those of a mask. The same arguments give the same file. 12 points make
 * 292 MB, 30 make 500 MB.
 */
final class CocoTrainSized {
    private static final int CLASSES = 80;

    private CocoTrainSized() {}

    public static void main(String[] args) throws IOException {
        int images = args.length > 1 ? Integer.parseInt(args[1]) : 118_000;
        int boxes = args.length > 2 ? Integer.parseInt(args[2]) : 860_000;
        int points = args.length > 3 ? Integer.parseInt(args[3]) : 12;
        write(Path.of(args[0]), images, boxes, points);
    }

    static void write(Path file, int images, int boxes, int points) throws IOException {
        SplittableRandom random = new SplittableRandom(118);
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("{\"info\": {\"description\": \"generated\"}, \"categories\": [");
            for (int c = 0; c < CLASSES; c++) {
                out.write((c == 0 ? "" : ", ") + "{\"id\": " + (c + 1) + ", \"name\": \"class " + c + "\"}");
            }
            out.write("],\n\"images\": [");
            for (int i = 0; i < images; i++) {
                out.write((i == 0 ? "" : ",\n") + "{\"id\": " + i + ", \"file_name\": \"" + i
                        + ".jpg\", \"width\": 640, \"height\": 480}");
            }
            out.write("],\n\"annotations\": [");
            for (int i = 0; i < boxes; i++) {
                out.write(i == 0 ? "" : ",\n");
                // Crowded and empty images, as there are: the square of a uniform number.
                double u = random.nextDouble();
                box(out, random, i, (int) (u * u * images), points);
            }
            out.write("]}\n");
        }
    }

    private static void box(BufferedWriter out, SplittableRandom random, int id, int image, int points)
            throws IOException {
        double w = 4 * Math.exp(random.nextDouble() * Math.log(120));
        double h = Math.min(470, w * Math.exp(random.nextDouble(-0.8, 0.8)));
        double x = random.nextDouble() * (640 - w);
        double y = random.nextDouble() * (480 - h);
        StringBuilder mask = new StringBuilder();
        for (int p = 0; p < 2 * points; p++) {
            mask.append(p == 0 ? "" : ", ").append(hundredths(x + random.nextDouble() * w));
        }
        out.write("{\"segmentation\": [[" + mask + "]], \"area\": " + hundredths(w * h)
                + ", \"iscrowd\": 0, \"image_id\": "
                + image + ", \"bbox\": [" + hundredths(x) + ", " + hundredths(y) + ", " + hundredths(w) + ", "
                + hundredths(h) + "], \"category_id\": " + (1 + random.nextInt(CLASSES)) + ", \"id\": " + id + "}");
    }

    private static double hundredths(double value) {
        return Math.rint(value * 100) / 100;
    }
}
