package dev.duet.api;

import dev.duet.assign.GtBatch;

/**
 * In which order images are handed out: crowded ones first, so that no worker is left with one at the end; and which images are so
 * crowded that all workers share them. Sorts by the binary order of magnitude of the GT count, without allocating.
 */
final class TaskOrder {
    /** Fewer GTs are not worth sharing. */
    private static final int LEAST_SHARED = 256;

    private final int[] bucket = new int[34];
    private int[] image = new int[0];
    private int[] sharedImage = new int[0];
    private int images;
    private int sharedImages;

    void plan(GtBatch gts, int workers) {
        if (image.length < gts.images) {
            image = new int[gts.images];
            sharedImage = new int[gts.images];
        }
        int share = Math.max(LEAST_SHARED, gts.size() / workers);
        images = 0;
        sharedImages = 0;
        java.util.Arrays.fill(bucket, 0);
        for (int b = 0; b < gts.images; b++) {
            bucket[magnitude(gts, b) + 1]++;
        }
        for (int m = 1; m < bucket.length; m++) {
            bucket[m] += bucket[m - 1];
        }
        for (int b = 0; b < gts.images; b++) {
            image[bucket[magnitude(gts, b)]++] = b;
        }
        for (int i = 0; i < gts.images; i++) {
            int b = image[i];
            if (workers > 1 && gts.offset[b + 1] - gts.offset[b] > share) {
                sharedImage[sharedImages++] = b;
            } else {
                image[images++] = b;
            }
        }
    }

    /** 0 for the most GTs. */
    private static int magnitude(GtBatch gts, int b) {
        return Integer.numberOfLeadingZeros(gts.offset[b + 1] - gts.offset[b]);
    }

    /** Images that one worker does alone. */
    int images() {
        return images;
    }

    int image(int i) {
        return image[i];
    }

    /** Images that all workers share. */
    int sharedImages() {
        return sharedImages;
    }

    int sharedImage(int i) {
        return sharedImage[i];
    }
}
