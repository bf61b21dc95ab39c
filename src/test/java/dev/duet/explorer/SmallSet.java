package dev.duet.explorer;

import dev.duet.io.image.PhotoIndex;
import dev.duet.io.labels.Labels;
import dev.duet.io.labels.Letterbox;
import dev.duet.report.LabelSet;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * A data set of 1,500 photos of 640 x 480 pixels: image n has n % 7 boxes, box i at (10 n % 500, 20 i) and 40 x 30 large; image 3 has
 * 6,000. Photos lie there of image 1 and 2; that of image 2 is empty. A box lies 80 pixels lower on the canvas.
 */
final class SmallSet {
    static final int IMAGES = 1_500;
    static final int CROWD = 6_000;

    private SmallSet() {}

    static ExploreImages write(Path folder) throws IOException {
        StringBuilder images = new StringBuilder();
        StringBuilder boxes = new StringBuilder();
        int id = 0;
        for (int n = 0; n < IMAGES; n++) {
            images.append(n == 0 ? "" : ",")
                    .append("{\"id\":" + n + ",\"file_name\":\"Photo-" + n + ".png\",\"width\":640,\"height\":480}");
            for (int i = 0; i < boxes(n); i++) {
                boxes.append(id == 0 ? "" : ",")
                        .append("{\"id\":" + id++ + ",\"image_id\":" + n + ",\"category_id\":" + (1 + i % 2)
                                + ",\"bbox\":[" + 10 * n % 500 + "," + 20 * (i % 20) + ",40,30]}");
            }
        }
        Path file = Files.writeString(
                folder.resolve("set.json"),
                "{\"categories\":[{\"id\":1,\"name\":\"<b>cat</b>\"},{\"id\":2,\"name\":\"dog\"}],\"images\":[" + images
                        + "],\"annotations\":[" + boxes + "]}");
        BufferedImage photo = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
        Graphics2D paint = photo.createGraphics();
        paint.setColor(Color.GREEN.darker());
        paint.fillRect(0, 0, 640, 480);
        paint.dispose();
        ImageIO.write(photo, "png", folder.resolve("Photo-1.png").toFile());
        Files.write(folder.resolve("Photo-2.png"), new byte[0]);
        return of(file);
    }

    /** A label file, with the photos beside it. */
    static ExploreImages of(Path file) {
        Labels labels = Labels.open(file);
        LabelSet set = new LabelSet(labels, new Letterbox(Letterbox.Mode.CENTRE, 640, 640));
        return new ExploreImages(file.getFileName().toString(), set, new PhotoIndex(labels, file.getParent()));
    }

    static int boxes(int image) {
        return image == 3 ? CROWD : image % 7;
    }
}
