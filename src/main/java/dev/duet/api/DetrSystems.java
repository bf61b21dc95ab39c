package dev.duet.api;

import static dev.duet.api.Row.stages;

import dev.duet.api.Change.Option;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.Resolve.Never;
import dev.duet.assign.stage.Score.QueryCost;
import dev.duet.assign.stage.Select.OneToOne;
import dev.duet.assign.stage.Target.Hard;

/** Exact one-to-one matching of queries. */
interface DetrSystems {
    /** The Hungarian matching of DETR and Deformable DETR. */
    DetectionSystem HUNGARIAN = Row.of("hungarian")
            .says("exact one-to-one matching of queries at least total cost")
            .source(
                    "facebookresearch/detr models/matcher.py; open-mmlab/mmdetection hungarian_assigner.py, match_cost.py @19bceba")
            .ties("any optimum, the same one every time; equal costs: GT i takes query i")
            .kept(
                    "detr reads one score column more than there are classes, the last being no object",
                    "with more GTs than queries every query is matched and some GTs are not")
            .stages(stages(new Candidates.All(), QueryCost.focal(2, 5, 2), new OneToOne(), new Never(), new Hard()))
            .choice(
                    "flavour",
                    "class term: focal of sigmoid, or softmax",
                    Option.of("deformable-detr"),
                    Option.of("detr", Change.to("score", QueryCost.softmax(1, 5, 2))))
            .setting(
                    "cls_weight",
                    -1f,
                    Interval.of(QueryCost.class, "classWeight").or(-1),
                    "weight of the class term; -1: the flavour's own, 2 or 1",
                    (draft, weight) -> weight < 0 || draft.set("score.class_weight", weight))
            .setting("l1_weight", "score.distance_weight")
            .setting("giou_weight", "score.overlap_weight")
            .done();
}
