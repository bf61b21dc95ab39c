package dev.duet.assign.yolov5;

import dev.duet.api.Pyramid;
import java.util.ArrayList;
import java.util.List;

/** The match list of the YOLOv5 line as its rule reads, one comparison at a time, for a whole batch in the original's order. */
public final class MatchOracle {
    /** One entry of the list. */
    public record Match(int image, int level, int kind, int anchor, int gt, int x, int y, float[] box) {}

    private final Pyramid pyramid;
    private final float[] anchors;
    private final int slots;
    public float anchorT = 4;
    public float reach = .5f;

    public MatchOracle(Pyramid pyramid, float[] anchors) {
        this.pyramid = pyramid;
        this.anchors = anchors;
        this.slots = anchors.length / 2 / pyramid.levels();
    }

    List<Match> matches(float[][][] images) {
        float[][][] shares = new float[images.length][][];
        for (int b = 0; b < images.length; b++) {
            shares[b] = new float[images[b].length][];
            for (int g = 0; g < images[b].length; g++) {
                shares[b][g] = shares(images[b][g], pyramid);
            }
        }
        return ofShares(shares);
    }

    /** Centre and sides of a box x1 y1 x2 y2 as shares of the image, rounded to float32 as the originals have them. */
    public static float[] shares(float[] box, Pyramid pyramid) {
        return new float[] {
            (box[0] + box[2]) / 2 / pyramid.imageWidth(),
            (box[1] + box[3]) / 2 / pyramid.imageHeight(),
            (box[2] - box[0]) / pyramid.imageWidth(),
            (box[3] - box[1]) / pyramid.imageHeight()
        };
    }

    /** The list for GTs given by centre and sides as shares of the image. */
    public List<Match> ofShares(float[][][] images) {
        List<Match> matches = new ArrayList<>();
        for (int l = 0; l < pyramid.levels(); l++) {
            for (int kind = 0; kind < 5; kind++) {
                for (int a = 0; a < slots; a++) {
                    for (int b = 0; b < images.length; b++) {
                        for (int g = 0; g < images[b].length; g++) {
                            add(matches, l, kind, a, b, g, images[b][g]);
                        }
                    }
                }
            }
        }
        return matches;
    }

    private void add(List<Match> matches, int level, int kind, int anchor, int image, int g, float[] share) {
        int columns = pyramid.width(level);
        int rows = pyramid.height(level);
        float gx = share[0] * columns;
        float gy = share[1] * rows;
        float bw = share[2] * columns;
        float bh = share[3] * rows;
        float stride = pyramid.strides()[level];
        float rw = bw / (anchors[(level * slots + anchor) * 2] / stride);
        float rh = bh / (anchors[(level * slots + anchor) * 2 + 1] / stride);
        boolean fits = rw < anchorT && 1 / rw < anchorT && rh < anchorT && 1 / rh < anchorT;
        boolean near = switch (kind) {
            case 1 -> near(gx);
            case 2 -> near(gy);
            case 3 -> near(columns - gx);
            case 4 -> near(rows - gy);
            default -> true;
        };
        if (fits && near) {
            float ox = kind == 1 ? reach : kind == 3 ? -reach : 0;
            float oy = kind == 2 ? reach : kind == 4 ? -reach : 0;
            int x = Math.max(0, Math.min(columns - 1, (int) (gx - ox)));
            int y = Math.max(0, Math.min(rows - 1, (int) (gy - oy)));
            matches.add(new Match(image, level, kind, anchor, g, x, y, new float[] {gx - x, gy - y, bw, bh}));
        }
    }

    private boolean near(float v) {
        return v - (float) Math.floor(v) < reach && v > 1;
    }
}
