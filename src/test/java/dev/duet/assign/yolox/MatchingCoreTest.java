package dev.duet.assign.yolox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.assign.workbench.Claims;
import dev.duet.assign.workbench.DynamicK;
import dev.duet.lanes.memory.Lanes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("widths")
class MatchingCoreTest {
    private static final int SEEDS = Integer.getInteger("random.seeds", 20);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 9, 10, 11, 15, 16, 17, 31, 32, 33, 101, 1009})
    void dynamicKIsTheCutSumOfTheLargest(int n) {
        DynamicK dynamicK = new DynamicK(10);
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            float[] overlaps = new float[Lanes.padded(n)];
            Arrays.fill(overlaps, 1e30f);
            for (int i = 0; i < n; i++) {
                overlaps[i] = random.nextInt(9) / 8f * (random.nextBoolean() ? 1 : (float) random.nextDouble());
            }
            float[] sorted = Arrays.copyOf(overlaps, n);
            Arrays.sort(sorted);
            double sum = 0;
            for (int i = 0; i < Math.min(10, n); i++) {
                sum += sorted[n - 1 - i];
            }
            assertThat(dynamicK.of(overlaps, n, 2000)).as("seed %d", seed).isEqualTo(Math.max(1, (int) sum));
        }
    }

    @Test
    void dynamicKIsCutNotRounded() {
        DynamicK dynamicK = new DynamicK(10);
        assertThat(dynamicK.of(padded(0.99f, 0.99f, 0.99f), 3, 50)).isEqualTo(2);
        assertThat(dynamicK.of(padded(1f, 1f, 1f), 3, 50)).isEqualTo(3);
        assertThat(dynamicK.of(padded(), 0, 50)).as("at least 1").isEqualTo(1);
        assertThat(dynamicK.of(padded(1f, 1f), 2, 1)).as("at most all").isEqualTo(1);
        assertThat(dynamicK.of(padded(), 0, 0)).isZero();
    }

    private static float[] padded(float... values) {
        return Arrays.copyOf(values, Lanes.padded(values.length));
    }

    @Test
    void lowestCostsBreakTiesByColumnInAnyOrderOfOffers() {
        LowestCosts lowest = new LowestCosts();
        for (long seed = 0; seed < 10L * SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int n = random.nextInt(60);
            int k = random.nextInt(40);
            float[] cost = new float[n];
            for (int i = 0; i < n; i++) {
                cost[i] = random.nextInt(12);
            }
            int[] order = IntStream.range(0, n).toArray();
            for (int i = n - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int t = order[i];
                order[i] = order[j];
                order[j] = t;
            }
            lowest.start(k);
            for (int j : order) {
                lowest.offer(cost[j], j);
            }
            int[] expected = IntStream.range(0, n)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(j -> cost[j]).thenComparing(j -> j))
                    .limit(k)
                    .mapToInt(j -> j)
                    .toArray();
            int[] actual = IntStream.range(0, lowest.size()).map(lowest::column).toArray();
            assertThat(actual).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void contestedColumnsGoToTheCheapestOfAllGts() {
        Claims claims = new Claims();
        for (int round = 0; round < 3; round++) {
            claims.start(10 + 20 * round);
            claims.claim(3, 0, 0, 0);
            claims.claim(7, 0, 0, 0);
            claims.claim(3, 1, 0, 0);
            claims.claim(5, 2, 0, 0);
            claims.claim(3, 2, 0, 0);
            claims.resolve(column -> column == 3 ? 4 : 99);
            assertThat(IntStream.range(0, claims.size).filter(claims::isFirst).map(i -> claims.unit[i]))
                    .as("units in the order of their first claims")
                    .containsExactly(3, 7, 5);
            assertThat(claims.owner(3)).as("a GT that did not claim it").isEqualTo(4);
            assertThat(claims.owner(7)).isZero();
            assertThat(claims.owner(5)).isEqualTo(2);
            assertThat(claims.owner(0)).isEqualTo(-1);
        }
    }
}
