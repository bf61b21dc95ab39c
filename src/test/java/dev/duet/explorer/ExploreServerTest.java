package dev.duet.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the explorer's server answers, refuses and survives. */
class ExploreServerTest {
    private static final String GOOD =
            "{\"width\":640,\"height\":640,\"boxes\":[[10,10,200,150,0]],\"systems\":[{\"name\":\"yolov8\"}]}";

    private static ExploreServer server;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        server = ExploreServer.start(0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void servesPageAndAnswers() throws Exception {
        HttpResponse<String> page = get("");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Duet explorer");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(v -> assertThat(v).contains("default-src 'self'"));
        assertThat(page.headers().firstValue("Cross-Origin-Resource-Policy")).hasValue("same-origin");
        assertThat(get("api/systems").body()).contains("\"yolov8\"");
        HttpResponse<String> answer = post(GOOD);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"duets\":10", "\"outcome\":\"assigned\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../pom.xml",
                "%2e%2e/index.html",
                "index.html",
                "page.css/",
                "..%2f..%2fetc/passwd",
                "//x",
                "ExploreApi.class"
            })
    void servesNothingElse(String path) throws Exception {
        assertThat(raw("GET /" + path + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: evil.example", "Host: 127.0.0.1:1", "Host: 127.0.0.1", "Host: localhost.evil:80", "X: y"})
    void refusesOtherHosts(String header) throws Exception {
        String reply = raw("GET / HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n");
        assertThat(reply).containsPattern("^HTTP/1.1 40[03]").doesNotContain("Duet explorer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | is empty",
                "{ | not valid JSON",
                "[] | expected an object",
                "{} | has no 'width'",
                "{\"width\":1e12} | whole number",
                "{\"width\":8} | 32 to 4096",
                "{\"width\":64,\"height\":64,\"boxes\":3} | boxes is '3.0', expected a list",
                "{\"width\":64,\"height\":64,\"boxes\":[[1,2]]} | boxes[0] has 2 numbers",
                "{\"width\":64,\"height\":64,\"boxes\":[[1,2,3,null]]} | boxes[0][3] is null",
                "{\"width\":64,\"height\":64,\"boxes\":[],\"systems\":[]} | expected 1 to 4",
                "{\"width\":64,\"height\":64,\"boxes\":[],\"noise\":7,\"systems\":[{}]} | noise",
                "{\"width\":64,\"height\":64,\"boxes\":[[NaN,2,3,4]],\"systems\":[{}]} | not valid JSON",
                "{\"wdith\":64} | unknown key 'wdith'",
            })
    void nonsenseIsA400WithAMessage(String body, String message) throws Exception {
        HttpResponse<String> reply = post(body);
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).startsWith("{\"error\":").contains(message.replace("\"", "\\\""));
        assertThat(post(GOOD).statusCode()).isEqualTo(200);
    }

    @Test
    void aSystemsTroubleIsItsOwn() throws Exception {
        String two = "{\"width\":64,\"height\":64,\"boxes\":[[1,2,30,40,0]],\"systems\":[{\"name\":\"nope\"},"
                + "{\"name\":\"yolov8\",\"settings\":{\"topk\":0}},{\"name\":\"yolov8\"}]}";
        assertThat(post(two).body())
                .contains(
                        "unknown system nope",
                        "topk=0: expected a whole number, 1 to 1000000",
                        "\"outcome\":\"assigned\"");
        String negative = GOOD.replace("[10,10,200,150,0]", "[200,10,10,150,0]");
        assertThat(post(negative).body()).contains("x2 < x1");
        HttpResponse<String> minus = post(GOOD.replace(",0]]", ",-1]]"));
        assertThat(minus.statusCode()).isEqualTo(400);
        assertThat(minus.body()).contains("boxes[0][4] is -1; classes are counted from 0");
    }

    @Test
    void tooMuchIsRefused() throws Exception {
        StringBuilder boxes = new StringBuilder("[0,0,9,9,0]");
        for (int i = 1; i < 100_000; i++) {
            boxes.append(",[0,0,9,9,0]");
        }
        assertThat(post(GOOD.replace("[10,10,200,150,0]", boxes)).body()).contains("at most 5000");
        assertThat(post(" ".repeat(ExploreServer.MOST_BYTES + 1)).statusCode()).isEqualTo(413);
        assertThat(post(GOOD).statusCode()).isEqualTo(200);
    }

    /** Beyond the limits of the parser, which knows no place then: depth, length of a key, of a number. */
    @Test
    void jsonBeyondLimitsIsA400() throws Exception {
        for (String body : List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(5_000),
                "{\"" + "k".repeat(200_000) + "\":1}",
                "{\"width\":" + "9".repeat(200_000) + "}",
                "{\"width\":1e" + "9".repeat(500) + "}")) {
            HttpResponse<String> reply = post(body);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
            assertThat(reply.body()).startsWith("{\"error\":\"").doesNotContain("Exception", "fault");
        }
    }

    /** Runs without an end are ended: of those who wait, and of those who have left. Meanwhile the page is served. */
    @Test
    @Timeout(60)
    void endlessRunsEnd() throws Exception {
        StringBuilder boxes = new StringBuilder("[0,0,900,900,0]");
        for (int i = 1; i < 5_000; i++) {
            boxes.append(",[" + i % 999 + "," + i % 997 + "," + (i % 999 + 900) + "," + (i % 997 + 900) + ",0]");
        }
        String endless = "{\"width\":4096,\"height\":4096,\"boxes\":[" + boxes
                + "],\"systems\":[{\"name\":\"ota\",\"settings\":{\"iterations\":10000}}]}";
        try (ExploreServer busy = ExploreServer.start(0, null, 2_000)) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(CLIENT.sendAsync(request(busy, endless), BodyHandlers.ofString()));
            }
            Thread.sleep(200);
            assertThat(CLIENT.send(
                                    HttpRequest.newBuilder(URI.create(busy.url()))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .contains("Duet explorer");
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().body()).containsAnyOf("takes longer than 2 s", "waited longer than 2 s");
            }
            assertThat(CLIENT.send(request(busy, GOOD), BodyHandlers.ofString()).body())
                    .contains("\"duets\":10");
        }
        try (ExploreServer left = ExploreServer.start(0, null, 600_000)) {
            for (int i = 0; i < 3; i++) {
                try (Socket socket = new Socket(
                        InetAddress.getByName("127.0.0.1"),
                        URI.create(left.url()).getPort())) {
                    byte[] body = endless.getBytes(StandardCharsets.UTF_8);
                    String head = "POST /api/assign HTTP/1.1\r\nHost: "
                            + URI.create(left.url()).getAuthority()
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
                    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(body);
                    socket.getOutputStream().flush();
                }
            }
            assertThat(CLIENT.send(request(left, GOOD), BodyHandlers.ofString()).body())
                    .contains("\"duets\":10");
        }
    }

    /** More clients than there ever were threads ask for much and read nothing. */
    @Test
    @Timeout(30)
    void slowReadersKeepNobodyWaiting() throws Exception {
        StringBuilder boxes = new StringBuilder("[0,0,9,9,0]");
        for (int i = 1; i < 2_000; i++) {
            boxes.append(",[" + i % 600 + "," + i % 500 + "," + (i % 600 + 30) + "," + (i % 500 + 30) + ",0]");
        }
        byte[] body = GOOD.replace("[10,10,200,150,0]", boxes).getBytes(StandardCharsets.UTF_8);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(2_048);
                socket.connect(new InetSocketAddress(
                        InetAddress.getByName("127.0.0.1"),
                        URI.create(server.url()).getPort()));
                sockets.add(socket);
                String head = "POST /api/assign HTTP/1.1\r\nHost: " + host()
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(body);
                socket.getOutputStream().flush();
            }
            assertThat(post(GOOD).body()).contains("\"duets\":10");
            assertThat(get("").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void otherWaysOfAskingAreRefused() throws Exception {
        URI uri = URI.create(server.url() + "api/assign");
        HttpRequest form = HttpRequest.newBuilder(uri)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(GOOD))
                .build();
        assertThat(CLIENT.send(form, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
        assertThat(get("api/assign").statusCode()).isEqualTo(405);
        HttpRequest put = HttpRequest.newBuilder(URI.create(server.url()))
                .PUT(BodyPublishers.ofString("x"))
                .build();
        assertThat(CLIENT.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    @Test
    void listensOnThisMachineOnly() {
        assertThat(server.url()).startsWith("http://127.0.0.1:");
    }

    private static String host() {
        return URI.create(server.url()).getAuthority();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return CLIENT.send(request(server, body), BodyHandlers.ofString());
    }

    private static HttpRequest request(ExploreServer to, String body) {
        return HttpRequest.newBuilder(URI.create(to.url() + "api/assign"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** A request written by hand, which the client would not send. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(
                        InetAddress.getByName("127.0.0.1"),
                        URI.create(server.url()).getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
