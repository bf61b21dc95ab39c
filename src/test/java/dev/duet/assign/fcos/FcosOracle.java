package dev.duet.assign.fcos;

import dev.duet.api.Pyramid;

/** FCOS as its rule reads: every location against every GT. */
final class FcosOracle {
    float radius;
    boolean normalised;
    boolean plusOne = true;
    float[] ranges = {-1, 64, 64, 128, 128, 256, 256, 512, 512, 1e8f};

    /** GT per location, -1 for background. */
    int[] gt;

    float[] centerness;
    float[][] distances;

    void assign(Pyramid pyramid, float[][] boxes) {
        int cells = pyramid.cells();
        gt = new int[cells];
        centerness = new float[cells];
        distances = new float[cells][4];
        int u = 0;
        for (int l = 0; l < pyramid.levels(); l++) {
            int s = pyramid.strides()[l];
            for (int y = 0; y < pyramid.height(l); y++) {
                for (int x = 0; x < pyramid.width(l); x++) {
                    locate(u++, l, s, x * s + s / 2, y * s + s / 2, boxes);
                }
            }
        }
    }

    private void locate(int u, int level, int stride, float px, float py, float[][] boxes) {
        float smallest = 1e8f;
        gt[u] = -1;
        for (int g = 0; g < boxes.length; g++) {
            float[] b = boxes[g];
            float[] d = {px - b[0], py - b[1], b[2] - px, b[3] - py};
            float most = Math.max(Math.max(d[0], d[1]), Math.max(d[2], d[3]));
            float area = plusOne ? (b[2] - b[0] + 1) * (b[3] - b[1] + 1) : (b[2] - b[0]) * (b[3] - b[1]);
            boolean fits = inside(b, px, py, stride) && most >= ranges[2 * level] && most <= ranges[2 * level + 1];
            if (fits && area < smallest) {
                smallest = area;
                gt[u] = g;
                for (int k = 0; k < 4; k++) {
                    distances[u][k] = normalised ? d[k] / stride : d[k];
                }
                float[] t = distances[u];
                centerness[u] = (float) Math.sqrt(
                        Math.min(t[0], t[2]) / Math.max(t[0], t[2]) * (Math.min(t[1], t[3]) / Math.max(t[1], t[3])));
            }
        }
    }

    private boolean inside(float[] b, float px, float py, int stride) {
        float[] c = b;
        if (radius > 0) {
            float cx = (b[0] + b[2]) / 2;
            float cy = (b[1] + b[3]) / 2;
            float half = stride * radius;
            c = new float[] {
                Math.max(cx - half, b[0]),
                Math.max(cy - half, b[1]),
                Math.min(cx + half, b[2]),
                Math.min(cy + half, b[3])
            };
        }
        return px - c[0] > 0 && py - c[1] > 0 && c[2] - px > 0 && c[3] - py > 0;
    }
}
