package dev.duet.api;

import dev.duet.assign.Assigner;
import dev.duet.assign.Strategies;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.reference.Reference;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Recipe;
import java.util.List;

/** What holds in an epoch of an engine: the heads and the units. Immutable; workspaces are made from it, and made again. */
record EnginePhase(
        DetectionSystem system,
        Pyramid pyramid,
        boolean byReference,
        List<Head> heads,
        UnitGrid grid,
        InputCheck inputs) {
    EnginePhase(DetectionSystem system, Pyramid pyramid, boolean byReference, int epoch) {
        this(system, pyramid, byReference, system.recipe().at(epoch), new InputCheck(system));
    }

    private EnginePhase(
            DetectionSystem system, Pyramid pyramid, boolean byReference, List<Head> heads, InputCheck inputs) {
        this(system, pyramid, byReference, heads, pyramid.grid(heads.get(0).recipe(), system.geometry()), inputs);
        inputs.require(pyramid);
    }

    /**
     * Refuses what the heap of this JVM can never hold, before anything is allocated: what each
     * worker holds for every unit, as the strategies of the heads say it.
     *
     * @throws IllegalArgumentException with the size
     */
    void require(int workers) {
        long perUnit = heads.stream()
                .mapToLong(head -> Strategies.of(head.recipe()).bytesPerUnit())
                .sum();
        long bytes = perUnit * grid.units * workers;
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new IllegalArgumentException(system.name() + ": " + grid.units + " units need at least "
                    + bytes / 1_000_000 + " MB on " + workers + (workers == 1 ? " thread" : " threads")
                    + ", the heap of this JVM holds " + heap / 1_000_000
                    + " MB; use a smaller image, fewer threads or a larger heap (-Xmx)");
        }
    }

    /** A new workspace for head {@code h}. */
    Assigner bind(int h) {
        Recipe recipe = heads.get(h).recipe();
        UnitGrid own = pyramid.grid(recipe, system.geometry());
        return byReference ? Reference.of(recipe, own) : Strategies.bind(recipe, own, system.classes());
    }
}
