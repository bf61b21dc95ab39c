package dev.duet.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.io.JsonDocument;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A data set behind the page: listed, searched, one image at a time, and what is wrong with one is said. */
class ExploreImagesTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static ExploreServer server;

    @BeforeAll
    static void start() throws Exception {
        server = ExploreServer.start(0, SmallSet.write(folder));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theSetIsTold() throws Exception {
        JsonDocument set = json("api/set");
        assertThat(set.get("name").text()).isEqualTo("set.json");
        assertThat(set.get("images").integer()).isEqualTo(SmallSet.IMAGES);
        assertThat(set.get("classes").items().get(0).text()).isEqualTo("<b>cat</b>");
        try (ExploreServer bare = ExploreServer.start(0)) {
            assertThat(get(bare, "api/set").body()).isEqualTo("{\"images\":0}");
            assertThat(get(bare, "api/images").statusCode()).isEqualTo(400);
            assertThat(get(bare, "api/image?image=0").body()).contains("duet explore --labels PATH");
        }
    }

    @Test
    void imagesAreListedAPageAtATime() throws Exception {
        assertThat(names("api/images?count=3&from=1498")).containsExactly("Photo-1498.png", "Photo-1499.png");
        assertThat(names("api/images")).hasSize(50).startsWith("Photo-0.png", "Photo-1.png");
        assertThat(names("api/images?from=9999")).isEmpty();
        // Names with "149", in the order of the file: 149, 1149, 1490 to 1499.
        JsonDocument found = json("api/images?q=TO-149&count=2&from=1");
        assertThat(found.get("found").integer()).isEqualTo(11);
        assertThat(names("api/images?q=TO-149&count=2&from=1")).containsExactly("Photo-1490.png", "Photo-1491.png");
        assertThat(json("api/images?q=none").get("found").integer()).isZero();
    }

    @Test
    void crowdedOnesFirst() throws Exception {
        List<JsonDocument> rows =
                json("api/images?order=boxes&count=200").get("rows").items();
        assertThat(rows.get(0).get("image").integer()).isEqualTo(3);
        int before = Integer.MAX_VALUE;
        for (JsonDocument row : rows) {
            int boxes = row.get("boxes").integer();
            assertThat(boxes)
                    .isEqualTo(SmallSet.boxes(row.get("image").integer()))
                    .isLessThanOrEqualTo(before);
            before = boxes;
        }
    }

    @Test
    void anImageHasItsBoxesOnTheCanvas() throws Exception {
        JsonDocument image = json("api/image?image=9");
        assertThat(image.get("name").text()).isEqualTo("Photo-9.png");
        List<JsonDocument> boxes = image.get("boxes").items();
        assertThat(boxes).hasSize(2);
        for (int i = 0; i < 2; i++) {
            List<Float> row = new ArrayList<>();
            boxes.get(i).items().forEach(v -> row.add(v.number()));
            assertThat(row).containsExactly(90f, 80f + 20 * i, 130f, 110f + 20 * i, (float) i);
        }
        assertThat(image.has("photo")).isFalse();
        assertThat(image.get("note").text()).isEqualTo("No photo of Photo-9.png was found.");
    }

    @Test
    void photosAreServed() throws Exception {
        JsonDocument image = json("api/image?image=1");
        assertThat(image.has("note")).isFalse();
        List<Float> place = new ArrayList<>();
        image.get("photo").items().forEach(v -> place.add(v.number()));
        assertThat(place).containsExactly(0f, 80f, 640f, 480f);
        URI uri = URI.create(server.url() + "api/photo?image=1");
        HttpResponse<byte[]> photo = CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
        assertThat(photo.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(photo.body()).isEqualTo(Files.readAllBytes(folder.resolve("Photo-1.png")));
        assertThat(json("api/image?image=2").get("note").text()).contains("Photo-2.png");
    }

    /** Names of photos that are something else: a link out of the folder, a device, a pipe that nobody writes to. */
    @Test
    @Timeout(20)
    void onlyFilesOfTheFolderAreServed(@TempDir Path other) throws Exception {
        Path inside = Files.createDirectory(other.resolve("set"));
        Path secret = Files.writeString(other.resolve("secret.jpg"), "secret");
        Files.createSymbolicLink(inside.resolve("a.jpg"), secret);
        Files.createSymbolicLink(inside.resolve("b.jpg"), Path.of("/dev/zero"));
        assertThat(new ProcessBuilder("mkfifo", inside.resolve("c.jpg").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.writeString(inside.resolve("e.jpg"), "near");
        Files.createSymbolicLink(inside.resolve("d.jpg"), Path.of("e.jpg"));
        StringBuilder images = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            images.append(i == 0 ? "" : ",")
                    .append("{\"id\":" + i + ",\"file_name\":\"" + "abcd".charAt(i)
                            + ".jpg\",\"width\":64,\"height\":64}");
        }
        Path file = Files.writeString(
                inside.resolve("set.json"),
                "{\"categories\":[{\"id\":1,\"name\":\"a\"}],\"images\":[" + images + "],\"annotations\":[]}");
        try (ExploreServer strange = ExploreServer.start(0, SmallSet.of(file))) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> photo = get(strange, "api/photo?image=" + i);
                assertThat(photo.statusCode()).as(photo.body()).isEqualTo(400);
                assertThat(photo.body()).doesNotContain("secret\"");
                assertThat(get(strange, "api/image?image=" + i).statusCode()).isEqualTo(200);
            }
            assertThat(get(strange, "api/photo?image=3").body()).isEqualTo("near");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api/image | image -1: there are 0 to 1499",
                "api/image?image=1500 | there are 0 to 1499",
                "api/image?image=-1 | whole number",
                "api/image?image=99999999999999 | whole number",
                "api/image?image=x | whole number",
                "api/image?image=3 | has 6000 boxes; the page takes at most 5000",
                "api/photo?image=9 | no photo of Photo-9.png",
                "api/photo?image=../../etc/passwd | whole number",
                "api/images?count=0 | 1 to 200 at a time",
                "api/images?count=201 | 1 to 200 at a time",
                "api/images?from=1e3 | whole number",
            })
    void nonsenseIsA400WithASentence(String path, String message) throws Exception {
        HttpResponse<String> reply = get(server, path);
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).startsWith("{\"error\":").contains(message);
        assertThat(get(server, "api/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void setsWithNothingToShowAnswer(@TempDir Path other) throws Exception {
        String start = "{\"categories\":[{\"id\":1,\"name\":\"a\"}],\"images\":[";
        Path empty = Files.writeString(other.resolve("empty.json"), start + "],\"annotations\":[]}");
        try (ExploreServer none = ExploreServer.start(0, SmallSet.of(empty))) {
            assertThat(get(none, "api/images").body()).contains("\"rows\":[],\"found\":0");
            assertThat(get(none, "api/image?image=0").body()).contains("the data set holds none");
        }
    }

    /** The predictions of image n are those that compare and audit make for it. */
    @Test
    void simulatedPredictionsDependOnTheImage() throws Exception {
        assertThat(targets(4)).isEqualTo(targets(4)).isNotEqualTo(targets(5));
    }

    private static String targets(int image) throws Exception {
        String body = "{\"width\":640,\"height\":640,\"boxes\":[[10,10,200,150,0]],\"image\":" + image
                + ",\"systems\":[{\"name\":\"yolov8\"}]}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "api/assign"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        String answer = CLIENT.send(request, BodyHandlers.ofString()).body();
        assertThat(answer).contains("\"duets\":10");
        return answer.substring(answer.indexOf("\"heads\""));
    }

    private static List<String> names(String path) throws Exception {
        List<String> names = new ArrayList<>();
        json(path).get("rows").items().forEach(row -> names.add(row.get("name").text()));
        return names;
    }

    private static JsonDocument json(String path) throws Exception {
        HttpResponse<String> reply = get(server, path);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return JsonDocument.parse(new ByteArrayInputStream(reply.body().getBytes(StandardCharsets.UTF_8)), path);
    }

    private static HttpResponse<String> get(ExploreServer from, String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(from.url() + path)).build(), BodyHandlers.ofString());
    }
}
