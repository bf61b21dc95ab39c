package dev.duet.assign.reference;

import dev.duet.assign.UnitGrid;
import dev.duet.assign.rule.ImageView;
import dev.duet.assign.stage.Overlap;
import dev.duet.assign.stage.OwnStage;
import dev.duet.assign.stage.Recipe.Need;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** A scene as a rule of one's own sees it. */
final class SceneView implements ImageView {
    private final Scene scene;
    private final UnitGrid grid;
    private final Set<Need> named;

    /** A rule looks at a part of a prediction that it does not name. */
    static final class Unnamed extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Unnamed(Need part) {
            super("looks at the " + part.name().toLowerCase(Locale.ROOT)
                    + " of predictions, which its reads() does not name");
        }
    }

    SceneView(Scene scene, OwnStage stage) {
        this.scene = scene;
        grid = scene.grid;
        named = stage.reads();
    }

    private void require(Need part) {
        if (!named.contains(part)) {
            throw new Unnamed(part);
        }
    }

    private Place place(int unit) {
        return Place.of(Objects.checkIndex(unit, grid.units), grid);
    }

    private Place cell(int unit) {
        Place place = place(unit);
        if (place.level() < 0) {
            throw new IllegalStateException("unit " + unit + " is a query, which has no cell");
        }
        return place;
    }

    private Gt gt(int gt) {
        return scene.gts.get(Objects.checkIndex(gt, scene.gts.size()));
    }

    @Override
    public int index() {
        return scene.image;
    }

    @Override
    public int width() {
        return grid.imageWidth;
    }

    @Override
    public int height() {
        return grid.imageHeight;
    }

    @Override
    public int units() {
        return grid.units;
    }

    @Override
    public int levels() {
        return grid.levels();
    }

    @Override
    public int level(int unit) {
        return place(unit).level();
    }

    @Override
    public int stride(int unit) {
        return grid.stride[cell(unit).level()];
    }

    @Override
    public int column(int unit) {
        return cell(unit).x();
    }

    @Override
    public int row(int unit) {
        return cell(unit).y();
    }

    @Override
    public int slot(int unit) {
        return cell(unit).slot();
    }

    @Override
    public float x(int unit) {
        return scene.pointX(cell(unit));
    }

    @Override
    public float y(int unit) {
        return scene.pointY(cell(unit));
    }

    @Override
    public boolean hasAnchors() {
        return scene.hasAnchors();
    }

    @Override
    public float[] anchor(int unit) {
        if (!hasAnchors()) {
            throw new IllegalStateException("the units have no anchors");
        }
        return scene.anchorBox(cell(unit));
    }

    @Override
    public int gts() {
        return scene.gts.size();
    }

    @Override
    public boolean takesPart(int gt) {
        return gt(gt).selects();
    }

    @Override
    public int label(int gt) {
        return gt(gt).label();
    }

    @Override
    public float[] gtBox(int gt) {
        return gt(gt).box().clone();
    }

    @Override
    public int classes() {
        require(Need.SCORES);
        return scene.scoreColumns();
    }

    @Override
    public float[] predictedBox(int unit) {
        require(Need.BOXES);
        return scene.box(place(unit));
    }

    @Override
    public float probability(int unit, int label) {
        require(Need.SCORES);
        return scene.probability(place(unit), Objects.checkIndex(label, scene.scoreColumns()));
    }

    @Override
    public float objectness(int unit) {
        require(Need.OBJECTNESS);
        return scene.objectness(place(unit));
    }

    @Override
    public float overlap(Overlap kind, float[] gt, float[] other) {
        if (kind.kind() == Overlap.Kind.PROB_IOU || gt.length != 4 || other.length != 4) {
            throw new IllegalArgumentException("overlaps are of two upright boxes, x1 y1 x2 y2");
        }
        return Overlaps.of(kind, gt, other);
    }
}
