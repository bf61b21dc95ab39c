package dev.duet.assign.reference;

import dev.duet.assign.*;
import dev.duet.assign.reference.ResolveStage.Match;
import dev.duet.assign.stage.*;
import dev.duet.assign.stage.Target.Smoothing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stage 5 of YOLOv3 and YOLOv4: as darknet writes its targets, level by level: first units that are positive because their own box
 * overlaps a GT enough, then GT by GT the matches by anchor. Units that overlap a GT by less, but enough to be no background, are ignored.
 */
final class LayerTargets {
    private static final int BY_OVERLAP = 0;
    private static final int BY_BEST = 1;
    private static final int BY_OTHER = 2;

    private final Pairs pairs;
    private final Scene scene;
    private final Output out;
    private final Target.LayerObjectness target;
    private final CellTargets codes;
    private final boolean keepsAll;
    /** Of every unit the highest overlap with a GT. */
    private final float[] highest;

    private final List<Write> writes = new ArrayList<>();
    /** The writes of every unit, and the classes of all GTs that claimed it. */
    private Map<Integer, List<Write>> ofUnit = Map.of();

    private final List<Set<Integer>> classes;

    private record Write(Match match, int kind) {
        int unit() {
            return match.place().unit();
        }

        /** By overlap units come in their order, by anchor GTs in theirs. */
        int order() {
            return kind == BY_OVERLAP ? unit() : match.gt().index();
        }
    }

    LayerTargets(Pairs pairs, Scene scene, Output out, Target.LayerObjectness target) {
        this.pairs = pairs;
        this.scene = scene;
        this.out = out;
        this.target = target;
        this.codes = new CellTargets(pairs, scene, out);
        this.keepsAll = scene.recipe.resolve() instanceof Resolve.KeepAll;
        this.highest = new float[scene.grid.units];
        this.classes = CellTargets.classes(pairs, scene);
    }

    void train(List<Match> matches) {
        List<Place> units = Place.ofUnits(scene.grid);
        for (Place place : units) {
            highest[place.unit()] = codes.highest(place);
            if (highest[place.unit()] > target.positiveOver()) {
                writeByOverlap(place);
            }
        }
        for (Match match : matches) {
            boolean extra = pairs.extra[match.gt().index()][match.place().index()];
            writes.add(new Write(match, extra ? BY_OTHER : BY_BEST));
        }
        writes.sort(Comparator.<Write>comparingInt(w -> w.match().place().level())
                .thenComparingInt(w -> Math.min(w.kind(), BY_BEST))
                .thenComparingInt(Write::order)
                .thenComparingInt(Write::kind)
                .thenComparingInt(w -> scene.anchors.of(w.match().place())));
        ofUnit = writes.stream().collect(Collectors.groupingBy(Write::unit));
        writes.forEach(write -> classes.get(write.unit()).add(write.match().gt().label()));
        for (Write write : writes) {
            if (keepsAll) {
                emitMatch(write);
            } else if (write.kind() != BY_OVERLAP || ofUnit.get(write.unit()).size() == 1) {
                emitOwner(write.match());
            }
        }
        units.stream()
                .filter(this::isIgnored)
                .forEach(place -> out.ignoreUnlessTaken(place.unit(), highest[place.unit()]));
    }

    private void writeByOverlap(Place place) {
        float overlap = highest[place.unit()];
        Gt gt = scene.gts.stream()
                .filter(g -> g.shields() && codes.overlap(g, place) == overlap)
                .findFirst()
                .orElseThrow();
        writes.add(new Write(new Match(gt, place, overlap, overlap), BY_OVERLAP));
        pairs.selected[gt.index()]++;
        pairs.wanted[gt.index()] = Math.max(pairs.wanted[gt.index()], pairs.selected[gt.index()]);
        out.claim(place.unit(), gt);
    }

    /** One duet per unit, and class bits for the others that wrote it. */
    private void emitOwner(Match match) {
        float[] weight = {codes.weight(match)};
        out.duet(match, match.overlap(), objectness(match.place()), codes.box(match), weight);
        int unit = match.place().unit();
        out.labels(unit, classes.get(unit), match.gt().label());
    }

    /** One duet per match; box gradients of a unit's matches add up and are divided by its number of classes. */
    private void emitMatch(Write write) {
        Match match = write.match();
        boolean several = scene.recipe.select() instanceof Select.BestAndAbove;
        boolean squared = write.kind() == BY_OVERLAP && target.smoothing() != Smoothing.OFF;
        out.duet(
                match,
                match.overlap(),
                objectness(match.place()),
                codes.box(match),
                new float[] {codes.weight(match)},
                new float[] {several ? classes.get(write.unit()).size() : 1},
                new float[] {squared ? match.overlap() * match.overlap() : 1},
                new float[] {write.kind()});
    }

    /** Darknet's objectness_smooth: what a unit's own overlap wrote stays, but for anchors in the corrected form. */
    private float objectness(Place place) {
        List<Write> own = ofUnit.get(place.unit());
        boolean byAnchor = own.stream().anyMatch(write -> write.kind() != BY_OVERLAP);
        boolean byOverlap = own.stream().anyMatch(write -> write.kind() == BY_OVERLAP);
        float overlap = highest[place.unit()];
        return switch (target.smoothing()) {
            case OFF -> 1;
            case CORRECTED -> byAnchor ? 1 : overlap * overlap;
            case REFERENCE -> byOverlap ? overlap * overlap : isIgnored(place) ? overlap : 0;
        };
    }

    /** Overlaps a GT by more than the limit and, where that is asked for, says that there is something. */
    private boolean isIgnored(Place place) {
        boolean open = target.classGate() == 0;
        boolean over = highest[place.unit()] > target.ignoreOver();
        for (int c = 0; over && !open && c < scene.scoreColumns(); c++) {
            open = isOverGate(place, c);
        }
        return over && open;
    }

    /** Logits are compared as such, so that rounding of a sigmoid plays no part. */
    private boolean isOverGate(Place place, int label) {
        float gate = target.classGate();
        return scene.hasLogits()
                ? scene.logit(place, label) > (float) Math.log(gate / (1. - gate))
                : scene.probability(place, label) > gate;
    }
}
