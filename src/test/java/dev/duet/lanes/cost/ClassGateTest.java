package dev.duet.lanes.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.lanes.memory.FloatSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("widths")
class ClassGateTest {
    private static final float[] BAD = {
        Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -.01f, -Float.MIN_VALUE, 1.0000001f, 3
    };

    private static final int SEEDS = Integer.getInteger("random.seeds", 20);
    private static final int[] CLASSES = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 33, 80};

    @Test
    void seesAnyClassInAnyLayout() {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int classes = CLASSES[random.nextInt(CLASSES.length)];
            int stride = classes + random.nextInt(3);
            int units = 1 + random.nextInt(50);
            boolean bad = random.nextInt(3) == 0;
            float[][] score = new float[units][stride];
            for (float[] row : score) {
                for (int c = 0; c < stride; c++) {
                    row[c] = c < classes ? (float) (random.nextDouble() * .26) : 1;
                }
            }
            int[] unit = new int[random.nextInt(30)];
            int[] label = new int[unit.length];
            for (int i = 0; i < unit.length; i++) {
                unit[i] = random.nextInt(units);
                label[i] = random.nextInt(classes);
            }
            if (bad) {
                score[random.nextInt(units)][random.nextInt(classes)] = BAD[random.nextInt(BAD.length)];
            }
            for (boolean classMajor : new boolean[] {false, true}) {
                for (boolean offHeap : new boolean[] {false, true}) {
                    check("seed " + seed, score, classes, unit, label, classMajor, offHeap);
                }
            }
        }
    }

    private static boolean isGood(float score) {
        return score >= 0 && score <= 1;
    }

    private static void check(
            String what, float[][] score, int classes, int[] unit, int[] label, boolean classMajor, boolean offHeap) {
        int units = score.length;
        int stride = score[0].length;
        float[] values = new float[units * stride];
        for (int u = 0; u < units; u++) {
            for (int c = 0; c < stride; c++) {
                values[classMajor ? c * units + u : u * stride + c] = score[u][c];
            }
        }
        FloatSource source = offHeap ? segment(values) : FloatSource.of(values);
        int firstBad = -1;
        int firstBadLabel = -1;
        for (int i = unit.length - 1; i >= 0; i--) {
            for (int c = 0; c < classes; c++) {
                firstBad = isGood(score[unit[i]][c]) ? firstBad : i;
            }
            firstBadLabel = isGood(score[unit[i]][label[i]]) ? firstBadLabel : i;
        }
        ClassGate gate = new ClassGate();
        boolean[] open = new boolean[unit.length];
        String where = what + ", class-major " + classMajor + ", off heap " + offHeap;
        int bad = classMajor
                ? gate.classMajor(source, 0, units, classes, unit, unit.length, .25f, open, 0, 1)
                : gate.unitMajor(source, 0, stride, classes, unit, unit.length, .25f, open, 0, 1);
        assertThat(bad).as(where).isEqualTo(firstBad);
        for (int i = 0; i < unit.length && bad < 0; i++) {
            boolean any = false;
            for (int c = 0; c < classes; c++) {
                any |= score[unit[i]][c] > .25f;
            }
            assertThat(open[i]).as("unit %s: %s", unit[i], where).isEqualTo(any);
        }
        bad = ClassGate.one(
                source, 0, classMajor ? 1 : stride, classMajor ? units : 1, unit, label, unit.length, .25f, open, 0, 1);
        assertThat(bad).as(where).isEqualTo(firstBadLabel);
        for (int i = 0; i < unit.length && bad < 0; i++) {
            assertThat(open[i]).as("unit %s: %s", unit[i], where).isEqualTo(score[unit[i]][label[i]] > .25f);
        }
    }

    private static FloatSource segment(float[] values) {
        MemorySegment segment = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, values.length);
        MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
        return FloatSource.of(segment);
    }
}
