package dev.duet.api;

import dev.duet.assign.GtBatch;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.Strategies;
import dev.duet.assign.Strategy;
import dev.duet.assign.Strategy.Input;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe.Need;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a system reads of all that can be given, over its heads and its warm-up: optional inputs that nobody reads are refused, parts of
 * predictions that nobody reads are named. Asks the {@link Strategy} of each head. Immutable.
 */
final class InputCheck {
    private static final List<Need> PARTS = List.of(Need.BOXES, Need.SCORES, Need.OBJECTNESS, Need.RAW_BOXES);

    private final DetectionSystem system;
    private final List<Head> heads;
    private final Set<Input> read = EnumSet.noneOf(Input.class);

    /** @throws dev.duet.assign.stage.RecipeException if no strategy carries out a head */
    InputCheck(DetectionSystem system) {
        this.system = system;
        List<Head> all = new ArrayList<>(system.recipe().heads());
        all.addAll(system.recipe().warmUp());
        heads = List.copyOf(all);
        for (Head head : heads) {
            read.addAll(Strategies.of(head.recipe()).inputs(head.recipe()));
        }
    }

    /**
     * Whether a head, or the warm-up, reads a part of the predictions of this number.
     *
     * @param rawGiven whether they have raw boxes, which some read instead of decoded ones
     */
    boolean reads(int index, Need part, boolean rawGiven) {
        for (Head head : heads) {
            if (head.predictions() == index && reads(head, part, rawGiven)) {
                return true;
            }
        }
        return false;
    }

    private static boolean reads(Head head, Need part, boolean rawGiven) {
        Set<Need> needs = head.recipe().needs();
        return switch (part) {
            case BOXES -> needs.contains(Need.BOXES) || needs.contains(Need.ANY_BOXES) && !rawGiven;
            case RAW_BOXES, RAW_BOXES_IF_GIVEN, ANY_BOXES ->
                needs.contains(Need.RAW_BOXES)
                        || needs.contains(Need.RAW_BOXES_IF_GIVEN)
                        || needs.contains(Need.ANY_BOXES);
            case OBJECTNESS ->
                needs.contains(part)
                        || Strategies.of(head.recipe()).ifGiven(head.recipe()).contains(part);
            case SCORES -> needs.contains(part);
        };
    }

    /** Whether a head, or the warm-up, reads an input. */
    boolean reads(Input input) {
        return read.contains(input);
    }

    /**
     * Makes sure that a system of one level gets one, and that what the pyramid brings beside its grids is read.
     *
     * @throws IllegalArgumentException if something is not
     */
    void require(Pyramid pyramid) {
        if (!heads.stream().allMatch(head -> isAtHome(head, pyramid))) {
            requireLike(system.geometry(), pyramid);
        }
        require(Input.ANCHORS, pyramid.hasAnchors());
        require(Input.ANCHOR_ORDER, pyramid.hasAnchorList());
        require(Input.ANCHOR_BOXES, pyramid.hasAnchorBoxes());
    }

    /** What a strategy finds no units of its kind on must at least be like the system's own grids. */
    private void requireLike(DetectionSystem.UnitGeometry geometry, Pyramid pyramid) {
        int[] strides = geometry.strides();
        if (strides.length == 1 && pyramid.levels() > 1) {
            throw new IllegalArgumentException("strides: " + system.name() + " has one level, that of stride "
                    + strides[0] + ", the pyramid has " + pyramid.levels() + "; give one");
        }
        int slots = pyramid.grid(heads.get(0).recipe(), geometry).slots;
        if (pyramid.levels() > 0 && slots != geometry.slots()) {
            throw new IllegalArgumentException("slots: " + slots + " per cell given, " + system.name() + " has "
                    + geometry.slots() + "; leave them out");
        }
    }

    /** Whether the units are of the kind that the fast strategy of a head works on. */
    private boolean isAtHome(Head head, Pyramid pyramid) {
        return Strategies.of(head.recipe()).worksOn(pyramid.grid(head.recipe(), system.geometry()));
    }

    /**
     * Makes sure that what the GTs bring beside boxes and labels is read; no regions at all are none.
     *
     * @throws IllegalArgumentException if something is not
     */
    void require(GtBatch gts) {
        require(Input.REGIONS_TO_IGNORE, gts.ignoreBoxes != null && gts.ignoreOffset[gts.ignoreOffset.length - 1] > 0);
        require(Input.WEIGHTS, gts.weight != null);
        require(Input.SHARES, gts.shares != null);
        require(Input.CENTRES, gts.centres != null);
    }

    private void require(Input input, boolean given) {
        if (given && !read.contains(input)) {
            boolean off = input == Input.REGIONS_TO_IGNORE && system.settings().has("ignore_iof_thr");
            throw new IllegalArgumentException(input.array() + ": " + system.name() + " reads no " + input.meaning()
                    + (off ? " while ignore_iof_thr is " + system.settings().value("ignore_iof_thr") : "")
                    + "; leave them out");
        }
    }

    /** Names of the parts of predictions that no head reads, in the order given; a second and further ones with their number. */
    List<String> notRead(Predictions... given) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < given.length; i++) {
            PredictionBatch batch = given[i].batch();
            for (Need part : PARTS) {
                if (PredictionCheck.part(batch, part) != null && !reads(i, part, batch.rawBoxes != null)) {
                    names.add(PredictionCheck.arrayName(part) + (i == 0 ? "" : " of predictions " + i));
                }
            }
        }
        return names;
    }
}
