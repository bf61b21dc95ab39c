package dev.duet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.api.Change.Option;
import dev.duet.assign.stage.Candidates.CentreDistance;
import dev.duet.assign.stage.Candidates.InsideBox;
import dev.duet.assign.stage.Candidates.NearestPerLevel;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.RecipeException;
import dev.duet.assign.stage.Resolve.Among;
import dev.duet.assign.stage.Resolve.HighestOverlap;
import dev.duet.assign.stage.Score.Alignment;
import dev.duet.assign.stage.Select.TopK;
import dev.duet.assign.stage.Target.NormalisedAlignment;
import org.junit.jupiter.api.Test;

/** A row of the catalogue is all there is to a system of known rules. */
class RowTest {
    private static Row row() {
        return Row.of("mine")
                .says("two heads")
                .source("nowhere")
                .ties("none")
                .strides(8, 16)
                .head("many", 0, stages(9))
                .head("one", 1, stages(1));
    }

    private static Recipe stages(int k) {
        return Row.stages(
                new InsideBox(1e-9f),
                new Alignment(Overlap.CIOU, .5f, 6),
                new TopK(k),
                new HighestOverlap(Among.CANDIDATES),
                new NormalisedAlignment(1e-9f));
    }

    private static Recipe stages(DetectionSystem system, int head) {
        return system.recipe().heads().get(head).recipe();
    }

    @Test
    void aSettingIsAValueOfTheStages() {
        DetectionSystem system = row().setting("topk", "many.select.k")
                .setting("alpha", "score.alpha", "of both")
                .setting("conflicts", "resolve.among", "who competes")
                .done();
        assertThat(system.settings().list())
                .extracting(Setting::key, Setting::value, Setting::allowed, Setting::meaning)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("topk", 9, "1 to 1000000", "units a GT takes at most"),
                        org.assertj.core.groups.Tuple.tuple("alpha", .5f, "0 to 100", "of both"),
                        org.assertj.core.groups.Tuple.tuple(
                                "conflicts", "candidates", "one of candidates, all, claimants", "who competes"));
        DetectionSystem changed = system.set("topk", 3).set("alpha", 2).set("conflicts", "all");
        assertThat(stages(changed, 0).select()).isEqualTo(new TopK(3));
        assertThat(stages(changed, 1).select()).isEqualTo(new TopK(1));
        for (int head = 0; head < 2; head++) {
            assertThat(stages(changed, head).score()).isEqualTo(new Alignment(Overlap.CIOU, 2, 6));
            assertThat(stages(changed, head).resolve()).isEqualTo(new HighestOverlap(Among.ALL));
        }
    }

    @Test
    void whatIsReadFollowsFromTheStages() {
        assertThat(stages(row().done(), 0).needs()).containsExactlyInAnyOrder(Need.BOXES, Need.SCORES);
        assertThat(stages(Systems.YOLOV5, 0).needs()).containsExactly(Need.RAW_BOXES_IF_GIVEN);
        assertThat(stages(Systems.FCOS, 0).needs()).isEmpty();
        assertThat(stages(Systems.YOLOV4.set("class_gate", 0), 0).needs()).containsExactly(Need.BOXES);
    }

    @Test
    void aSettingThatFindsNothingToChangeIsRefused() {
        DetectionSystem system = row().setting("topk_one", "one.select.k")
                .setting("margin", "candidates.margin")
                .flag("close", false, "near the centre", Change.to("candidates", new CentreDistance(2)))
                .choice("branches", "heads", Option.of("both"), Option.of("many", Change.heads("many")))
                .done();
        assertThat(system.set("branches", "many").recipe().heads())
                .extracting(head -> head.name() + head.predictions())
                .containsExactly("main0");
        assertThatThrownBy(
                        () -> system.set("topk_one", 3).set("branches", "many").recipe())
                .isInstanceOf(RecipeException.class)
                .hasMessage("mine: topk_one=3: changes nothing with the other settings as they are; leave it out");
        assertThat(stages(system.set("close", true), 0).candidates()).isEqualTo(new CentreDistance(2));
        assertThatThrownBy(() -> system.set("margin", 1).set("close", true).recipe())
                .hasMessageStartingWith("mine: margin=1.0: changes nothing");
        assertThatThrownBy(() ->
                        Systems.YOLO26.set("branches", "one2one").set("topk", 5).recipe())
                .hasMessageStartingWith("yolo26: topk=5: changes nothing");
    }

    @Test
    void aWarmUpThatIsOffTakesNoSettings() {
        assertThatThrownBy(() -> Systems.YOLOV6.set("atss_topk", 5).recipe())
                .isInstanceOf(RecipeException.class)
                .hasMessageStartingWith("yolov6: atss_topk=5: changes nothing");
        DetectionSystem on = Systems.YOLOV6.set("atss_topk", 5).set("warmup_epochs", 4);
        assertThat(on.recipe().warmUp().get(0).recipe().candidates()).isEqualTo(new NearestPerLevel(5, 1e-9f));
    }

    @Test
    void valuesThatContradictEachOtherOnTheWayAreNoMatter() {
        DetectionSystem low = Systems.MAX_IOU.set("neg_iou_thr_low", .45).set("neg_iou_thr", .5);
        assertThat(stages(low, 0).select().toString()).contains("negative=0.5, background=0.45");
        assertThatThrownBy(() -> Systems.MAX_IOU.set("neg_iou_thr_low", .45).recipe())
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("the low end must not be over the high one");
    }

    @Test
    void aPathThatLeadsNowhereIsAMistakeInTheRow() {
        for (String path : new String[] {"select.q", "select.k.k", "two.select.k", "warm_up.select.k", "selects"}) {
            assertThatThrownBy(() -> row().setting("topk", path))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("mine has nothing at " + path);
        }
    }
}
