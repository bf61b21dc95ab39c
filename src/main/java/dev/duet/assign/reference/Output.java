package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.reference.ResolveStage.Match;
import dev.duet.assign.stage.*;
import dev.duet.assign.workbench.Outcomes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes the results of one image: duets with their channels, ignored units, class bits, and the funnel of every GT. */
final class Output {
    private final DuetTable sink;
    private final Scene scene;
    private final int[] kept;
    private final Set<Integer> taken = new HashSet<>();

    Output(DuetTable sink, Scene scene) {
        this.sink = sink;
        this.scene = scene;
        kept = new int[scene.gts.size()];
    }

    /** What a recipe says of duets beside overlap and target: first what its score says, then its target. */
    static Channel[] duetChannels(Recipe recipe) {
        List<Channel> channels = new ArrayList<>();
        if (recipe.score() instanceof Score.Alignment) {
            channels.add(new Channel("align_metric", 1));
        } else if (recipe.score() instanceof Score.AnchorDistance) {
            channels.add(new Channel("anchor_iou", 1));
        } else if (recipe.score() instanceof Score.Own) {
            channels.add(new Channel("score", 1));
        }
        boolean cells = Preparing.codesSides(recipe.target());
        if (cells) {
            channels.add(new Channel("box_target", 4));
        }
        if (cells && !(recipe.target() instanceof Target.CellObjectness)) {
            channels.add(new Channel("box_weight", 1));
        }
        if (recipe.target() instanceof Target.LayerObjectness && recipe.resolve() instanceof Resolve.KeepAll) {
            channels.add(new Channel("box_divisor", 1));
            channels.add(new Channel("class_target", 1));
            channels.add(new Channel("match_kind", 1));
        } else if (recipe.target() instanceof Target.Centerness) {
            channels.add(new Channel("reg_target", 4));
        } else if (recipe.target() instanceof Target.PredictedObjectness) {
            boolean fitting = recipe.candidates() instanceof Candidates.FittingNeighbourCells;
            channels.add(fitting ? new Channel("match_ciou", 1) : new Channel("target_box", 4));
        }
        return channels.toArray(Channel[]::new);
    }

    /** What a recipe says of every unit. */
    static Channel[] unitChannels(Recipe recipe) {
        if (recipe.target() instanceof Target.AnchorOverlap target && target.mapped()) {
            return new Channel[] {new Channel("max_iou", 1)};
        }
        boolean prior = recipe.target() instanceof Target.RegionObjectness target && target.prior();
        return prior
                ? new Channel[] {new Channel("unit_box_target", 4), new Channel("unit_box_weight", 1)}
                : Channel.NONE;
    }

    /**
     * Adds a duet.
     *
     * @param ofTarget numbers of each channel of the target
     */
    void duet(Match match, float overlap, float target, float[]... ofTarget) {
        Place place = match.place();
        int row = sink.duet(place.unit(), match.gt().index(), overlap, target, place.group());
        int channel = 0;
        if (scene.recipe.score() instanceof Score.Alignment || scene.recipe.score() instanceof Score.Own) {
            sink.extra[channel++][row] = (float) match.score();
        } else if (scene.recipe.score() instanceof Score.AnchorDistance) {
            sink.extra[channel++][row] = match.overlap();
        }
        for (float[] numbers : ofTarget) {
            System.arraycopy(numbers, 0, sink.extra[channel++], row * numbers.length, numbers.length);
        }
        kept[match.gt().index()]++;
        taken.add(place.unit());
    }

    /** Numbers of a unit in a dense channel. */
    void dense(int channel, int unit, float... numbers) {
        int at = (scene.image * scene.grid.units + unit) * numbers.length;
        System.arraycopy(numbers, 0, sink.dense[channel], at, numbers.length);
    }

    /** Ignores a unit that no GT took. */
    void ignoreUnlessTaken(int unit, float overlap) {
        if (!taken.contains(unit)) {
            sink.ignore(unit, overlap);
        }
    }

    /** Sets class bits of a unit beside that of its GT. */
    void labels(int unit, Set<Integer> labels, int own) {
        labels.stream().filter(label -> label != own).forEach(label -> sink.label(unit, label));
    }

    void claim(int unit, Gt gt) {
        sink.claim(unit, gt.index());
    }

    /** Writes the claims, the total cost and the funnel. */
    void finish(Pairs pairs, GtBatch batch) {
        sink.totalCost[scene.image] = pairs.totalCost;
        for (Gt gt : scene.gts) {
            int g = gt.index();
            pairs.places.stream()
                    .filter(place -> pairs.claimed[g][place.index()])
                    .forEach(place -> claim(place.unit(), gt));
            GtOutcome outcome = Outcomes.of(
                    batch, gt.row(), scene.grid, gt.selects(), pairs.candidates[g], pairs.selected[g], kept[g]);
            outcome = pairs.leftOver[g] ? GtOutcome.LOST : outcome;
            outcome = gt.dropped() == null ? outcome : gt.dropped();
            sink.gt(gt.row(), outcome, pairs.candidates[g], pairs.selected[g], pairs.wanted[g]);
        }
    }
}
