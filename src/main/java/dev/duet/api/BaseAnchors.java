package dev.duet.api;

/**
 * Anchor sizes as mmdetection's AnchorGenerator makes them, rounded to float32 where it rounds (mmdet/core/anchor/anchor_generator.py
 * gen_single_level_base_anchors): every height / width ratio in every scale, ratios outermost.
 */
final class BaseAnchors {
    private BaseAnchors() {}

    /**
     * Scales {@code base * 2^(i / octaves)} of the stride: RetinaNet has base 4 and 3 octaves.
     *
     * @return width and height in pixels, {@code [strides][ratios * octaves][2]} flattened
     */
    static float[] octaves(int[] strides, int base, int octaves, float... ratios) {
        float[] sides = new float[strides.length * ratios.length * octaves * 2];
        int at = 0;
        for (int stride : strides) {
            for (float ratio : ratios) {
                float tall = (float) Math.sqrt(ratio);
                float wide = 1 / tall;
                for (int i = 0; i < octaves; i++) {
                    float scale = (float) (Math.pow(2, (double) i / octaves) * base);
                    sides[at++] = stride * wide * scale;
                    sides[at++] = stride * tall * scale;
                }
            }
        }
        return sides;
    }
}
