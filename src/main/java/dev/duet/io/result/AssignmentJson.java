package dev.duet.io.result;

import dev.duet.api.Assignment;
import dev.duet.api.Duet;
import dev.duet.api.Funnel;
import dev.duet.api.Setting;
import dev.duet.assign.GtBatch;
import dev.duet.assign.UnitGrid;
import dev.duet.assign.stage.Channel;
import dev.duet.io.AtomicFile;
import dev.duet.io.DataException;
import dev.duet.io.cases.InputBatch;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An assignment for people and scripts: image by image, one line per GT and per duet. What is written of an image does not depend on
 * the others of its part, so parts of any size make the same file.
 */
final class AssignmentJson implements AssignmentWriter {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    private final Path file;
    private final AtomicFile out;
    private final JsonGenerator json;
    private final Duet engine;
    private boolean begun;
    private int images;
    private InputBatch batch;
    private Assignment main;

    AssignmentJson(Path file, Duet engine) {
        this.file = file;
        this.engine = engine;
        out = AtomicFile.create(file);
        json = FACTORY.createGenerator(ObjectWriteContext.empty(), out.out());
    }

    @Override
    public void add(InputBatch part, Assignment assignment) {
        batch = part;
        main = assignment;
        try {
            if (!begun) {
                begun = true;
                head();
            }
            for (int b = 0; b < main.images(); b++) {
                line("");
                image(b);
                images++;
            }
        } catch (JacksonException e) {
            throw DataException.in(file, "cannot be written", e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void commit() {
        try {
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
            json.close();
        } catch (JacksonException e) {
            throw DataException.in(file, "cannot be written", e.getCause() == null ? e : e.getCause());
        }
        out.commit();
    }

    @Override
    public void close() {
        out.close();
    }

    /** The object up to the list of images, which stays open. */
    private void head() {
        json.writeStartObject();
        json.writeStringProperty("system", engine.system().name());
        json.writeArrayPropertyStart("notes");
        batch.notes().forEach(json::writeString);
        json.writeEndArray();
        json.writeObjectPropertyStart("settings");
        for (Setting setting : engine.system().settings().list()) {
            json.writeStringProperty(
                    setting.key(), String.valueOf(engine.system().settings().value(setting.key())));
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("image_size");
        json.writeNumber(batch.pyramid().imageHeight());
        json.writeNumber(batch.pyramid().imageWidth());
        json.writeEndArray();
        json.writeArrayPropertyStart("strides");
        for (int stride : batch.pyramid().strides()) {
            json.writeNumber(stride);
        }
        json.writeEndArray();
        json.writeNumberProperty("units_per_image", main.units());
        json.writeArrayPropertyStart("images");
    }

    private void image(int b) {
        json.writeStartObject();
        json.writeNumberProperty("index", images);
        if (!batch.imageNames().isEmpty()) {
            json.writeStringProperty("name", batch.imageNames().get(b));
        }
        json.writeArrayPropertyStart("gts");
        Funnel[] funnels = main.headNames().stream()
                .map(name -> Funnel.of(main.head(name), b))
                .toArray(Funnel[]::new);
        for (int row = main.gtOffset(b); row < main.gtOffset(b + 1); row++) {
            line("  ");
            gt(b, row, funnels);
        }
        json.writeEndArray();
        json.writeObjectPropertyStart("heads");
        for (String name : main.headNames()) {
            head(b, main.head(name));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void gt(int b, int row, Funnel[] funnels) {
        GtBatch gts = batch.gts().batch();
        json.writeStartObject();
        json.writeNumberProperty("gt", row - main.gtOffset(b));
        json.writeNumberProperty("class", gts.label[row]);
        json.writeArrayPropertyStart("box");
        float[][] columns = gts.isRotated()
                ? new float[][] {gts.cx, gts.cy, gts.w, gts.h, gts.angle}
                : new float[][] {gts.x1, gts.y1, gts.x2, gts.y2};
        for (float[] column : columns) {
            json.writeNumber(column[row]);
        }
        json.writeEndArray();
        for (int h = 0; h < funnels.length; h++) {
            String name = main.headNames().get(h);
            Assignment head = main.head(name);
            String suffix = AssignmentFile.suffix(main, name);
            json.writeStringProperty("outcome" + suffix, head.outcome(row).text());
            json.writeNumberProperty("candidates" + suffix, head.candidates(row));
            json.writeNumberProperty("selected" + suffix, head.selected(row));
            json.writeNumberProperty("wanted" + suffix, head.wanted(row));
            funnel(funnels[h], row - main.gtOffset(b), suffix);
        }
        json.writeEndObject();
    }

    /** Units kept and, where the engine explains, units lost and to which GTs (-1: nobody) how many. */
    private void funnel(Funnel funnel, int gt, String suffix) {
        json.writeNumberProperty("units" + suffix, funnel.units(gt));
        if (!main.explained()) {
            return;
        }
        json.writeNumberProperty("lost" + suffix, funnel.lost(gt));
        json.writeNumberProperty("gained" + suffix, funnel.gained(gt));
        json.writeArrayPropertyStart("lost_to" + suffix);
        funnel.lostTo(gt).forEach((owner, n) -> {
            json.writeStartArray();
            json.writeNumber(owner);
            json.writeNumber(n);
            json.writeEndArray();
        });
        json.writeEndArray();
        json.writeStringProperty("story" + suffix, funnel.sentence(gt));
    }

    private void head(int b, Assignment head) {
        UnitGrid grid = engine.grid();
        json.writeObjectPropertyStart(head.headName());
        json.writeArrayPropertyStart("duets");
        for (int d = head.offset(b); d < head.offset(b + 1); d++) {
            line("  ");
            json.writeStartObject();
            json.writeNumberProperty("unit", head.unit(d));
            int level = grid.level(head.unit(d));
            if (level >= 0) {
                json.writeNumberProperty("level", level);
                json.writeNumberProperty("y", grid.row(level, head.unit(d)));
                json.writeNumberProperty("x", grid.column(level, head.unit(d)));
                if (grid.slots > 1) {
                    json.writeNumberProperty("slot", grid.slot(level, head.unit(d)));
                }
            }
            json.writeNumberProperty("gt", head.gt(d));
            json.writeNumberProperty("overlap", head.overlap(d));
            json.writeNumberProperty("target", head.target(d));
            channels(head, d);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("ignored");
        for (int i = head.ignoredOffset(b); i < head.ignoredOffset(b + 1); i++) {
            json.writeNumber(head.ignoredUnit(i));
        }
        json.writeEndArray();
        if (head.explained()) {
            json.writeArrayPropertyStart("claims");
            for (int i = head.claimOffset(b); i < head.claimOffset(b + 1); i++) {
                json.writeStartArray();
                json.writeNumber(head.claimUnit(i));
                json.writeNumber(head.claimGt(i));
                json.writeEndArray();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void channels(Assignment head, int d) {
        for (Channel channel : head.duetChannels()) {
            if (channel.width() == 1) {
                json.writeNumberProperty(channel.name(), head.value(channel.name(), d, 0));
                continue;
            }
            json.writeArrayPropertyStart(channel.name());
            for (int k = 0; k < channel.width(); k++) {
                json.writeNumber(head.value(channel.name(), d, k));
            }
            json.writeEndArray();
        }
    }

    private void line(String indent) {
        json.writeRaw("\n" + indent);
    }
}
