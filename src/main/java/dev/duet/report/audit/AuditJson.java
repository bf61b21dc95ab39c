package dev.duet.report.audit;

import dev.duet.io.Library;
import dev.duet.io.Remark;
import dev.duet.report.LabelFaults;
import dev.duet.report.RemarksJson;
import dev.duet.report.compare.ComparisonJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** An audit for machines. */
public final class AuditJson {
    private AuditJson() {}

    /** One object, one line. */
    public static String text(Audit audit, List<String> notes) {
        Library.JACKSON.require();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonFactory.builder().build().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("notes");
            notes.forEach(json::writeString);
            json.writeEndArray();
            LabelFaults f = audit.faults();
            json.writeObjectPropertyStart("labels");
            json.writeNumberProperty("images", audit.images());
            json.writeNumberProperty("images_without_boxes", f.emptyImages());
            json.writeNumberProperty("boxes", f.boxes());
            json.writeNumberProperty("crowds", audit.remarks().count(Remark.CROWD));
            json.writeNumberProperty("zero_area", f.zeroArea());
            json.writeNumberProperty("tiny", f.tiny());
            json.writeNumberProperty("outside", f.outside());
            json.writeNumberProperty("beyond_edge", f.beyond());
            json.writeNumberProperty("duplicates", f.duplicates());
            json.writeNumberProperty("near_duplicates", f.nearDuplicates());
            json.writeEndObject();
            RemarksJson.write(json, audit.remarks());
            json.writeArrayPropertyStart("systems");
            audit.columns().forEach(column -> column(json, column));
            json.writeEndArray();
            json.writeNumberProperty("seconds", audit.nanos() / 1e9);
            json.writeEndObject();
        }
        return out.toString(StandardCharsets.UTF_8) + "\n";
    }

    private static void column(JsonGenerator json, AuditColumn column) {
        json.writeStartObject();
        json.writeStringProperty("name", column.name());
        json.writeStringProperty("predictions", column.isSimulated() ? "simulated" : "none");
        ComparisonJson.counts(json, column.counts());
        json.writeArrayPropertyStart("breakdowns");
        for (Breakdown b : column.breakdowns()) {
            json.writeStartObject();
            json.writeStringProperty("by", b.title());
            json.writeArrayPropertyStart("buckets");
            for (int i = 0; i < b.size(); i++) {
                json.writeStartObject();
                json.writeStringProperty("name", b.name(i));
                json.writeNumberProperty("gts", b.gts(i));
                json.writeNumberProperty("without", b.without(i));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("worst");
        for (AuditColumn.Worst w : column.worst()) {
            json.writeStartObject();
            json.writeNumberProperty("image", w.image());
            json.writeStringProperty("name", w.name());
            json.writeNumberProperty("gts", w.gts());
            json.writeNumberProperty("without", w.without());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberProperty("seconds", column.nanos() / 1e9);
        json.writeEndObject();
    }
}
