package dev.duet.api;

import java.util.SplittableRandom;

/**
 * k-means on box shapes, with 1 - IoU of shapes on one corner as the distance and the mean as the centroid (YOLOv2, section 2),
 * seeded by k-means++: each next seed is a shape drawn with a chance that grows with the square of its distance to the seeds so far.
 */
final class AnchorClusters {
    private static final int MOST_ROUNDS = 100;

    private final BoxShapes shapes;
    private final int count;
    private final SplittableRandom random;
    private final int[] nearest;
    private final float[] distance;

    AnchorClusters(BoxShapes shapes, int count, SplittableRandom random) {
        this.shapes = shapes;
        this.count = count;
        this.random = random;
        nearest = new int[shapes.size];
        distance = new float[shapes.size];
    }

    /** One run from new seeds: width and height of each centroid, {@code [count][2]} flattened. */
    float[] run() {
        float[] centroids = seeds();
        for (int round = 0; round < MOST_ROUNDS && assign(centroids); round++) {
            average(centroids);
        }
        return centroids;
    }

    private float[] seeds() {
        float[] seeds = new float[2 * count];
        int first = random.nextInt(shapes.size);
        for (int k = 0; k < count; k++) {
            int shape = k == 0 ? first : draw();
            seeds[2 * k] = shapes.w[shape];
            seeds[2 * k + 1] = shapes.h[shape];
            for (int i = 0; i < shapes.size; i++) {
                float d = distance(i, seeds[2 * k], seeds[2 * k + 1]);
                distance[i] = k == 0 ? d : Math.min(distance[i], d);
            }
        }
        return seeds;
    }

    private int draw() {
        double all = 0;
        for (float d : distance) {
            all += (double) d * d;
        }
        double at = random.nextDouble() * all;
        for (int i = 0; i < distance.length; i++) {
            at -= (double) distance[i] * distance[i];
            if (at < 0) {
                return i;
            }
        }
        return random.nextInt(shapes.size);
    }

    /** Finds the nearest centroid of every shape, the lowest on ties; false if none changed. */
    private boolean assign(float[] centroids) {
        boolean changed = false;
        for (int i = 0; i < shapes.size; i++) {
            int best = 0;
            float least = Float.POSITIVE_INFINITY;
            for (int k = 0; k < count; k++) {
                float d = distance(i, centroids[2 * k], centroids[2 * k + 1]);
                if (d < least) {
                    least = d;
                    best = k;
                }
            }
            changed |= nearest[i] != best || distance[i] != least;
            nearest[i] = best;
            distance[i] = least;
        }
        return changed;
    }

    /** Moves every centroid to the mean of its shapes; one without shapes stays. */
    private void average(float[] centroids) {
        double[] sum = new double[2 * count];
        int[] members = new int[count];
        for (int i = 0; i < shapes.size; i++) {
            sum[2 * nearest[i]] += shapes.w[i];
            sum[2 * nearest[i] + 1] += shapes.h[i];
            members[nearest[i]]++;
        }
        for (int k = 0; k < count; k++) {
            if (members[k] > 0) {
                centroids[2 * k] = (float) (sum[2 * k] / members[k]);
                centroids[2 * k + 1] = (float) (sum[2 * k + 1] / members[k]);
            }
        }
    }

    private float distance(int i, float w, float h) {
        float inter = Math.min(shapes.w[i], w) * Math.min(shapes.h[i], h);
        float union = shapes.w[i] * shapes.h[i] + w * h - inter;
        return union > 0 ? 1 - inter / union : 0;
    }
}
