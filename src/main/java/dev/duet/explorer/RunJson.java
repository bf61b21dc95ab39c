package dev.duet.explorer;

import dev.duet.api.Assignment;
import dev.duet.api.Funnel;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.UnitGrid;
import dev.duet.report.Counts;
import dev.duet.report.compare.Comparison;
import dev.duet.report.compare.ComparisonJson;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** One system's answer for one image: counts, funnel of every GT, and units level by level, for each head. */
final class RunJson {
    private RunJson() {}

    /** Writes the properties into an object that is open. */
    static void write(JsonGenerator json, Comparison.Run run) {
        UnitGrid grid = run.engine().grid();
        json.writeStringProperty("name", run.engine().system().name());
        json.writeBooleanProperty("simulated", run.simulated());
        json.writeNumberProperty("units_of_image", grid.units);
        json.writeArrayPropertyStart("heads");
        for (String name : run.result().headNames()) {
            Assignment head = run.result().head(name);
            json.writeStartObject();
            json.writeStringProperty("name", name);
            Counts counts = new Counts(grid, true);
            counts.add(head, run.gts().batch());
            json.writeObjectPropertyStart("counts");
            ComparisonJson.counts(json, counts);
            json.writeEndObject();
            json.writeArrayPropertyStart("gts");
            Funnel funnel = Funnel.of(head, 0);
            for (int g = 0; g < funnel.gts(); g++) {
                gt(json, funnel, g);
            }
            json.writeEndArray();
            levels(json, head, grid);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void gt(JsonGenerator json, Funnel funnel, int g) {
        GtOutcome outcome = funnel.outcome(g);
        json.writeStartObject();
        json.writeStringProperty("outcome", outcome.name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("story", funnel.sentence(g));
        json.writeNumberProperty("candidates", funnel.candidates(g));
        json.writeNumberProperty("wanted", funnel.wanted(g));
        json.writeNumberProperty("selected", funnel.selected(g));
        json.writeNumberProperty("lost", funnel.lost(g));
        json.writeNumberProperty("gained", funnel.gained(g));
        json.writeNumberProperty("units", funnel.units(g));
        json.writeArrayPropertyStart("lost_to");
        funnel.lostTo(g).forEach((gt, n) -> {
            json.writeStartArray();
            json.writeNumber(gt);
            json.writeNumber(n);
            json.writeEndArray();
        });
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Cells as rows of column, row, GT, target, overlap; a query set has no levels and lists none. */
    private static void levels(JsonGenerator json, Assignment head, UnitGrid grid) {
        json.writeArrayPropertyStart("levels");
        for (int l = 0; l < grid.levels(); l++) {
            json.writeStartObject();
            json.writeNumberProperty("stride", grid.stride[l]);
            json.writeNumberProperty("width", grid.width[l]);
            json.writeNumberProperty("height", grid.height[l]);
            json.writeNumberProperty("slots", grid.slots);
            json.writeArrayPropertyStart("duets");
            for (int d = head.offset(0); d < head.offset(1); d++) {
                int unit = head.unit(d);
                if (grid.level(unit) == l) {
                    json.writeStartArray();
                    json.writeNumber(grid.column(l, unit));
                    json.writeNumber(grid.row(l, unit));
                    json.writeNumber(head.gt(d));
                    json.writeNumber(head.target(d));
                    json.writeNumber(head.overlap(d));
                    json.writeEndArray();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
