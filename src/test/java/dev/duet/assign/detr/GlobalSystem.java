package dev.duet.assign.detr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.api.Assignment;
import dev.duet.api.DetectionSystem;
import dev.duet.api.Duet;
import dev.duet.api.Systems;
import dev.duet.assign.tal.AssignmentBits;
import dev.duet.random.BatchOptions;
import dev.duet.random.RandomBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The systems that assign an image as a whole, and how the random tests run them. */
public record GlobalSystem(String name, String... settings) {
    private static final List<String> SIMOTA =
            List.of("yolox", "yolox-2021", "yolov6-0.1", "simota", "ppyolox", "picodet");
    private static final int[] THREADS = {1, 2, 3, 5};

    public static Stream<GlobalSystem> all() {
        return Stream.concat(SIMOTA.stream().map(name -> new GlobalSystem(name)), others());
    }

    private static Stream<GlobalSystem> others() {
        return Stream.of(
                new GlobalSystem("rtmdet"),
                new GlobalSystem("rtmdet", "flavour", "mmyolo"),
                new GlobalSystem("ota"),
                new GlobalSystem("hungarian"),
                new GlobalSystem("hungarian", "flavour", "detr"),
                new GlobalSystem("simota-one2one"));
    }

    /** Batches that suit the system. */
    public BatchOptions options() {
        BatchOptions options = new BatchOptions();
        options.gts = 12;
        if (name.equals("ota")) {
            options.strides(8, 16, 32, 64, 128);
        }
        if (name.equals("ota") || name.equals("rtmdet")) {
            options.corners();
        }
        if (name.equals("picodet")) {
            options.strides(8, 16, 32, 64);
        }
        if (SIMOTA.contains(name)) {
            // Class sums are taken 16 by 16 and 80 by 80.
            options.classes(1, 2, 3, 7, 17, 79, 83, 163);
        }
        options.objectness = name.equals("simota-one2one") || SIMOTA.contains(name);
        return options;
    }

    public DetectionSystem system(int classes) {
        DetectionSystem system = Systems.named(name).classes(classes);
        for (int i = 0; i < settings.length; i += 2) {
            system = system.set(settings[i], settings[i + 1]);
        }
        return system;
    }

    /** The assignment, after checking that threads, explaining and earlier batches do not change a bit of it. */
    public Assignment assign(RandomBatch batch) {
        Assignment first = null;
        for (int threads : THREADS) {
            String what = this + ", " + threads + " threads, " + batch;
            try (Duet duet = Duet.engine(system(batch.classes), batch.pyramid).threads(threads)) {
                Assignment explained =
                        duet.explain(true).assign(batch.gts, batch.predictions).copy();
                first = first == null ? explained : first;
                assertThat(AssignmentBits.of(explained)).as(what).isEqualTo(AssignmentBits.of(first));
                RandomBatch between = batch.next(options(), batch.seed + 7919);
                duet.assign(between.gts, between.predictions);
                assertThat(AssignmentBits.of(duet.explain(false).assign(batch.gts, batch.predictions)))
                        .as("after another batch: " + what)
                        .isEqualTo(AssignmentBits.of(first));
            } catch (RuntimeException e) {
                throw new AssertionError(what + ": " + e, e);
            }
        }
        return first;
    }

    /** Dense GT per unit of one image. */
    public static int[] owners(Assignment assignment, int image) {
        int n = assignment.units();
        int[] all = new int[assignment.images() * n];
        assignment.fillAssignedGt(all);
        return Arrays.copyOfRange(all, image * n, (image + 1) * n);
    }

    @Override
    public String toString() {
        return name + (settings.length == 0 ? "" : " " + String.join("=", settings));
    }
}
