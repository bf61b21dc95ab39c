package dev.duet.report.compare;

import dev.duet.assign.GtOutcome;
import dev.duet.io.Library;
import dev.duet.io.Remarks;
import dev.duet.report.Counts;
import dev.duet.report.RemarksJson;
import dev.duet.report.audit.SizeClass;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A comparison for machines. */
public final class ComparisonJson {
    private ComparisonJson() {}

    /**
     * One object, one line.
     *
     * @param remarks of the labels; null where there are none
     */
    public static String text(Comparison comparison, List<String> notes, Remarks remarks) {
        Library.JACKSON.require();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("notes");
            notes.forEach(json::writeString);
            json.writeEndArray();
            if (remarks != null) {
                RemarksJson.write(json, remarks);
            }
            json.writeArrayPropertyStart("systems");
            for (Comparison.Column column : comparison.columns()) {
                json.writeStartObject();
                json.writeStringProperty("name", column.name());
                json.writeStringProperty("system", column.system());
                json.writeStringProperty("head", column.head());
                json.writeStringProperty("predictions", column.predictions());
                counts(json, column.counts());
                json.writeNumberProperty("milliseconds", column.nanos() / 1e6);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("agreement");
            for (int i = 0; i < comparison.columns().size(); i++) {
                json.writeStartArray();
                for (int j = 0; j < comparison.columns().size(); j++) {
                    double share = comparison.agreement(i, j);
                    if (Double.isNaN(share)) {
                        json.writeNull();
                    } else {
                        json.writeNumber(share);
                    }
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toString(StandardCharsets.UTF_8) + "\n";
    }

    /** The properties of a head's counts, into an object that is open. */
    public static void counts(JsonGenerator json, Counts counts) {
        json.writeNumberProperty("images", counts.images());
        json.writeNumberProperty("gts", counts.gts());
        json.writeNumberProperty("duets", counts.duets());
        json.writeNumberProperty("units", counts.units());
        json.writeNumberProperty("contested_units", counts.contested());
        json.writeNumberProperty("ignored_units", counts.ignored());
        json.writeNumberProperty("mean_overlap", counts.meanOverlap());
        json.writeNumberProperty("mean_target", counts.meanTarget());
        json.writeNumberProperty("without", counts.without());
        json.writeObjectPropertyStart("without_by_size");
        for (SizeClass size : SizeClass.values()) {
            json.writeObjectPropertyStart(size.name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("gts", counts.gts(size));
            json.writeNumberProperty("without", counts.without(size));
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeObjectPropertyStart("outcomes");
        for (GtOutcome outcome : GtOutcome.values()) {
            json.writeNumberProperty(outcome.name().toLowerCase(Locale.ROOT), counts.count(outcome));
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("levels");
        for (int l = 0; l < counts.levels(); l++) {
            json.writeStartObject();
            json.writeNumberProperty("stride", counts.stride(l));
            json.writeNumberProperty("duets", counts.duetsOfLevel(l));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
