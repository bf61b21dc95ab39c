package dev.duet.explorer;

import dev.duet.api.DetectionSystem;
import dev.duet.api.GroundTruths;
import dev.duet.api.Setting;
import dev.duet.api.Systems;
import dev.duet.io.DataException;
import dev.duet.io.JsonDocument;
import dev.duet.io.Reads;
import dev.duet.report.SimulatedPredictions.Quality;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the page asks for: the catalogue, and assignments of boxes somebody drew.
 */
final class ExploreApi {
    static final int MOST_BOXES = 5_000;

    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    private static final int MOST_SYSTEMS = 4;
    private static final int MOST_SIDE = 4_096;
    private static final int CLASSES = 80;

    private final ExploreImages images;
    private final int classes;

    /** @param images the data set behind the page; null without one */
    ExploreApi(ExploreImages images) {
        this.images = images;
        classes = images == null ? CLASSES : Math.max(CLASSES, images.classes());
    }

    /** What data set there is: {@code images} is 0 without one. */
    byte[] set() {
        return object(json -> {
            if (images == null) {
                json.writeNumberProperty("images", 0);
            } else {
                images.about(json);
            }
        });
    }

    /** Images of the data set; see {@link ExploreImages#list}. */
    byte[] images(Query query) {
        return object(json -> required(images)
                .list(
                        json,
                        query.text("q"),
                        query.number("from", 0),
                        query.number("count", 50),
                        query.text("order").equals("boxes")));
    }

    /** One image of the data set; see {@link ExploreImages#image}. */
    byte[] image(Query query) {
        return object(json -> required(images).image(json, query.number("image", -1)));
    }

    /** The photo of an image of the data set. */
    ExploreImages.File photo(Query query) {
        return required(images).photoFile(query.number("image", -1));
    }

    private static ExploreImages required(ExploreImages images) {
        if (images == null) {
            throw new DataException("there is no data set; start with 'duet explore --labels PATH'");
        }
        return images;
    }

    /** The catalogue as JSON. */
    byte[] systems() {
        return json(json -> {
            json.writeStartArray();
            for (DetectionSystem system : Systems.list()) {
                json.writeStartObject();
                json.writeStringProperty("name", system.name());
                json.writeStringProperty("summary", system.about().summary());
                json.writeBooleanProperty("reads_predictions", Reads.predictions(system));
                json.writeNumberProperty("warm_up_epochs", system.recipe().warmUpEpochs());
                json.writeArrayPropertyStart("settings");
                for (Setting s : system.settings().list()) {
                    setting(json, s);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void setting(JsonGenerator json, Setting s) {
        json.writeStartObject();
        json.writeStringProperty("key", s.key());
        json.writeStringProperty("value", String.valueOf(s.value()));
        String type = s.value() instanceof Integer
                ? "integer"
                : s.value() instanceof Float ? "number" : s.value() instanceof Boolean ? "flag" : "word";
        json.writeStringProperty("type", type);
        json.writeStringProperty("meaning", s.meaning());
        json.writeStringProperty("allowed", s.allowed());
        if (s.range() != null) {
            json.writeNumberProperty("least", s.range().least());
            json.writeNumberProperty("most", s.range().most());
            json.writeBooleanProperty("over", s.range().over());
        }
        json.writeArrayPropertyStart("choices");
        s.choices().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    /** A request that makes sense: what {@link #answer} needs. */
    record Request(int width, int height, GroundTruths gts, Quality quality, int image, List<JsonDocument> systems) {}

    /**
     * Reads a request. It holds {@code width}, {@code height}, {@code boxes} (rows x1 y1 x2 y2 class), {@code noise}, {@code seed},
     * {@code image} (its number in the data set, on which simulated predictions depend) and {@code systems}, each with {@code name} and
     * {@code settings}, or a {@code recipe}.
     *
     * @throws DataException if the request makes no sense
     */
    Request request(InputStream body) {
        JsonDocument request = JsonDocument.parse(body, "request");
        request.allow(List.of("width", "height", "boxes", "noise", "seed", "image", "systems"));
        int width = side(request.get("width"));
        int height = side(request.get("height"));
        GroundTruths gts = boxes(request.get("boxes"));
        float noise = request.has("noise") ? request.get("noise").number() : Quality.DEFAULT.noise();
        Quality quality =
                new Quality(noise, request.has("seed") ? request.get("seed").integer() : 1);
        int image = request.has("image") ? request.get("image").integer() : 0;
        List<JsonDocument> systems = request.get("systems").items();
        if (systems.isEmpty() || systems.size() > MOST_SYSTEMS) {
            throw request.get("systems").fail("holds " + systems.size() + ", expected 1 to " + MOST_SYSTEMS);
        }
        return new Request(width, height, gts, quality, image, systems);
    }

    /** Assigns. A system that cannot be run gets an error of its own; the others answer. */
    byte[] answer(Request request, ExploreRuns runs) {
        return systems(
                request,
                (json, system) -> runs.run(
                        json,
                        system,
                        request.width(),
                        request.height(),
                        request.gts(),
                        request.quality(),
                        request.image(),
                        classes));
    }

    /** The answer where there is none: the same error for every system. */
    static byte[] noAnswer(Request request, String why) {
        return systems(request, (json, system) -> {
            throw new DataException(why);
        });
    }

    private interface OfSystem {
        void write(JsonGenerator json, JsonDocument system);
    }

    private static byte[] systems(Request request, OfSystem answer) {
        return json(json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("systems");
            for (JsonDocument system : request.systems()) {
                json.writeStartObject();
                try {
                    answer.write(json, system);
                } catch (DataException | IllegalArgumentException e) {
                    json.writeStringProperty("error", e.getMessage());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static int side(JsonDocument json) {
        int side = json.integer();
        if (side < 32 || side > MOST_SIDE) {
            throw json.fail("is " + side + "; 32 to " + MOST_SIDE + " pixels are needed");
        }
        return side;
    }

    private static GroundTruths boxes(JsonDocument json) {
        List<JsonDocument> items = json.items();
        if (items.size() > MOST_BOXES) {
            throw json.fail("holds " + items.size() + " boxes; the page takes at most " + MOST_BOXES
                    + ", 'duet compare' and 'duet audit' any number");
        }
        float[] rows = new float[items.size() * 4];
        int[] labels = new int[items.size()];
        for (int i = 0; i < labels.length; i++) {
            List<JsonDocument> row = items.get(i).items();
            if (row.size() != 4 && row.size() != 5) {
                throw items.get(i).fail("has " + row.size() + " numbers, expected x1 y1 x2 y2 and the class");
            }
            for (int k = 0; k < 4; k++) {
                rows[4 * i + k] = row.get(k).number();
            }
            if (row.size() == 5) {
                labels[i] = row.get(4).integer();
                if (labels[i] < 0) {
                    throw row.get(4).fail("is " + labels[i] + "; classes are counted from 0");
                }
            }
        }
        return GroundTruths.ofRows(rows, labels, new int[] {0, labels.length});
    }

    /** An error as the page expects it. */
    static byte[] error(String message) {
        return object(json -> json.writeStringProperty("error", String.valueOf(message)));
    }

    private interface Body {
        void write(JsonGenerator json);
    }

    private static byte[] object(Body properties) {
        return json(json -> {
            json.writeStartObject();
            properties.write(json);
            json.writeEndObject();
        });
    }

    private static byte[] json(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            body.write(json);
        }
        return out.toByteArray();
    }
}
