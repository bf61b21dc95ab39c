package dev.duet.report;

import dev.duet.io.Remarks;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** What was left out while labels were read, for machines. */
public final class RemarksJson {
    private RemarksJson() {}

    /** The property {@code remarks}: a list with kind, text, count, whether it is a fault, and the first places. */
    public static void write(JsonGenerator json, Remarks remarks) {
        json.writeArrayPropertyStart("remarks");
        for (Remarks.Entry entry : remarks.entries()) {
            json.writeStartObject();
            json.writeStringProperty("kind", entry.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("text", entry.kind().text());
            json.writeNumberProperty("count", entry.count());
            json.writeBooleanProperty("fault", entry.kind().isFault());
            json.writeArrayPropertyStart("places");
            entry.places().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
