package dev.duet.assign.tal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.api.Pyramid;
import dev.duet.api.Systems;
import dev.duet.assign.BadPredictionException;
import dev.duet.assign.PredictionBatch;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images with so many GTs that all workers share them, call after call on one engine: the answer is that of one thread. */
@Tag("widths")
class SharedImageTest {
    private static final Pyramid PYRAMID = Pyramid.of(320, 320, 8, 16, 32);
    private static final int UNITS = PYRAMID.cells();
    private static final int CLASSES = 3;

    /** Images of the given numbers of GTs. */
    private record Batch(GroundTruths gts, Predictions predictions) {
        static Batch of(long seed, int... counts) {
            SplittableRandom random = new SplittableRandom(seed);
            int[] offsets = new int[counts.length + 1];
            for (int b = 0; b < counts.length; b++) {
                offsets[b + 1] = offsets[b] + counts[b];
            }
            float[] rows = new float[4 * offsets[counts.length]];
            int[] labels = new int[offsets[counts.length]];
            for (int g = 0; g < labels.length; g++) {
                box(random, rows, 4 * g);
                labels[g] = random.nextInt(CLASSES);
            }
            float[] boxes = new float[counts.length * UNITS * 4];
            for (int u = 0; u < counts.length * UNITS; u++) {
                box(random, boxes, 4 * u);
            }
            float[] scores = new float[counts.length * UNITS * CLASSES];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = (float) random.nextDouble();
            }
            return new Batch(
                    GroundTruths.ofRows(rows, labels, offsets),
                    Predictions.of(counts.length, UNITS).boxes(boxes).scores(scores, CLASSES));
        }

        private static void box(SplittableRandom random, float[] to, int at) {
            to[at] = (float) (random.nextDouble() * 280);
            to[at + 1] = (float) (random.nextDouble() * 280);
            to[at + 2] = to[at] + 4 + (float) (random.nextDouble() * 36);
            to[at + 3] = to[at + 1] + 4 + (float) (random.nextDouble() * 36);
        }
    }

    /** Bad boxes and scores all over the image, of pairs and of contested units' winners: the first that one thread meets is named. */
    @ParameterizedTest
    @ValueSource(strings = {"yolov8", "yolov6", "tood"})
    void manyThreadsComplainAsOne(String system) {
        for (long seed = 0; seed < 12; seed++) {
            Batch batch = Batch.of(seed, 700);
            PredictionBatch given = batch.predictions.batch();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 600; i++) {
                float[] scores = given.scores.data.heapOrNull();
                scores[random.nextInt(scores.length)] = random.nextBoolean() ? -1 : Float.NaN;
                float[] boxes = given.boxes.data.heapOrNull();
                if (seed % 2 == 0 && i < 2) {
                    boxes[random.nextInt(boxes.length)] = Float.NaN;
                }
            }
            String expected = complaint(system, 1, batch);
            for (int threads : new int[] {2, 4}) {
                assertThat(complaint(system, threads, batch))
                        .as("%s, seed %s, %s threads", system, seed, threads)
                        .isEqualTo(expected);
            }
        }
    }

    private static String complaint(String system, int threads, Batch batch) {
        try (Duet duet =
                Duet.engine(Systems.named(system).classes(CLASSES), PYRAMID).threads(threads)) {
            duet.assign(batch.gts, batch.predictions);
            return null;
        } catch (BadPredictionException e) {
            return e.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov8", "yolo11", "yolov6", "ppyoloe", "tood"})
    void manyThreadsAnswerAsOne(String system) {
        Batch[] batches = {
            Batch.of(1, 900), Batch.of(2, 300, 20, 700), Batch.of(3, 5), Batch.of(4, 700), Batch.of(5, 257, 0, 1000)
        };
        for (int threads : new int[] {2, 3, 5}) {
            try (Duet one = Duet.engine(Systems.named(system).classes(CLASSES), PYRAMID)
                            .threads(1);
                    Duet many = Duet.engine(Systems.named(system).classes(CLASSES), PYRAMID)
                            .threads(threads)) {
                for (int call = 0; call < 40; call++) {
                    Batch batch = batches[call * 7 % batches.length];
                    Assignment expected = one.assign(batch.gts, batch.predictions);
                    assertThat(AssignmentBits.of(many.assign(batch.gts, batch.predictions)))
                            .as("%s, %d threads, call %d", system, threads, call)
                            .isEqualTo(AssignmentBits.of(expected));
                }
            }
        }
    }
}
