package dev.duet.assign.darknet;

import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.Preparation;
import dev.duet.assign.stage.Recipe;
import dev.duet.assign.stage.Recipe.Need;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Score;
import dev.duet.assign.stage.Select;
import dev.duet.assign.stage.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Binds the recipes that give a GT slots of its centre's cell: YOLOv1 to YOLOv4 and PPYOLO. */
public final class DarknetStrategies {
    private static final Set<Overlap> SHAPES = Set.of(Overlap.IOU, Overlap.GIOU, Overlap.DIOU, Overlap.CIOU);

    private static final Strategy CELLS = Strategy.named(
                    "yolov1", (recipe, grid, classes) -> new CellBoxes(recipe, grid))
            .takes(Candidates.CentreCell.class)
            .takes(Score.OverlapOrDistance.class)
            .only(
                    Score.OverlapOrDistance.class,
                    s -> s.overlap().equals(Overlap.IOU_OF_CENTRES),
                    "overlap-or-distance with overlap iou-of-centres")
            .takes(Select.Best.class)
            .takes(Resolve.FirstWritten.class)
            .takes(Target.CellObjectness.class)
            .takes(Preparation.Darknet.class, Preparation.None.class)
            .withoutPoints()
            .on(grid -> grid.levels() == 1)
            .reads(Need.BOXES);

    private static final Strategy REGION = Strategy.named(
                    "yolov2", (recipe, grid, classes) -> new RegionLayer(recipe, grid))
            .takes(Candidates.CentreCell.class)
            .takes(Score.AnchorShape.class, Score.PredictedShape.class)
            .only(Score.AnchorShape.class, s -> s.others().equals(Overlap.IOU), "anchor-shape with others iou")
            .takes(Select.Best.class)
            .takes(Resolve.LastWritten.class)
            .takes(Target.RegionObjectness.class)
            .takes(Preparation.Darknet.class, Preparation.None.class)
            .withoutPoints()
            .on(grid -> grid.levels() == 1)
            .reads(Need.BOXES)
            .inputs(Input.ANCHORS, Input.ANCHOR_ORDER)
            .holds(12);

    private static final Strategy LAYERS = Strategy.named("darknet layers", DarknetLayers::new)
            .takes(Candidates.CentreCell.class)
            .takes(Score.AnchorShape.class)
            .only(
                    Score.AnchorShape.class,
                    s -> SHAPES.contains(s.others()),
                    "anchor-shape with others iou, giou, diou or ciou")
            .only(
                    r -> !(r.score() instanceof Score.AnchorShape shape)
                            || shape.others().equals(Overlap.IOU)
                            || r.select() instanceof Select.BestAndAbove,
                    "anchor-shape with others iou where only the best anchor is selected (iou_thresh 1)")
            .takes(Select.Best.class, Select.BestAndAbove.class)
            .takes(Resolve.LastWritten.class, Resolve.KeepAll.class)
            .takes(Target.LayerObjectness.class)
            .takes(Preparation.Darknet.class, Preparation.None.class)
            .withoutPoints()
            .reads(DarknetStrategies::gated)
            .inputs(Input.ANCHORS, Input.ANCHOR_ORDER)
            .holds(16);

    private static final Strategy PADDLE = Strategy.named(
                    "ppyolo", (recipe, grid, classes) -> new PaddleLayers(recipe, grid))
            .takes(Candidates.CentreCell.class)
            .takes(Score.AnchorShape.class)
            .only(Score.AnchorShape.class, s -> s.others().equals(Overlap.IOU), "anchor-shape with others iou")
            .takes(Select.Best.class, Select.BestAndAbove.class)
            .takes(Resolve.LastWritten.class)
            .takes(Target.WeightedObjectness.class)
            .takes(Preparation.FirstRows.class, Preparation.None.class)
            .withoutPoints()
            .reads(Need.BOXES)
            .inputs(Input.ANCHORS, Input.ANCHOR_ORDER, Input.WEIGHTS)
            .holds(12);

    /** The strategies of this family. */
    public static final List<Strategy> ALL = List.of(CELLS, REGION, LAYERS, PADDLE);

    private DarknetStrategies() {}

    /** Class scores are read where a class gate asks for them. */
    private static Set<Need> gated(Recipe recipe) {
        boolean gate = recipe.target() instanceof Target.LayerObjectness layer && layer.classGate() > 0;
        return gate ? Recipe.boxesAndScores() : EnumSet.of(Need.BOXES);
    }
}
