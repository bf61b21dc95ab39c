package dev.duet.api;

import dev.duet.assign.Assigner;
import dev.duet.assign.Head;
import dev.duet.assign.Recipe;
import dev.duet.assign.Strategies;
import dev.duet.assign.UnitGrid;
import java.util.List;

/** What holds in an epoch of an engine: the heads and the units. Immutable; workspaces are made from it, and made again. */
record EnginePhase(DetectionSystem system, Pyramid pyramid, List<Head> heads, UnitGrid grid) {
    EnginePhase(DetectionSystem system, Pyramid pyramid, int epoch) {
        this(system, pyramid, system.recipe().at(epoch));
    }

    private EnginePhase(DetectionSystem system, Pyramid pyramid, List<Head> heads) {
        this(system, pyramid, heads, pyramid.grid(heads.get(0).recipe(), system.geometry()));
    }

    /** A new workspace for head {@code h}. */
    Assigner bind(int h) {
        Recipe recipe = heads.get(h).recipe();
        return Strategies.bind(recipe, pyramid.grid(recipe, system.geometry()), system.classes());
    }
}
