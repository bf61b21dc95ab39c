package dev.duet.explorer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.duet.io.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves the page and its API on 127.0.0.1 only. Requests that name another host are refused, so that no page of the web can reach it
 * through a name of its own; only the files of a fixed list are served, and photos that are files in the folder of photos; bodies, connections, runs and
 * the time for each are limited; a request that makes no sense gets a status and one sentence, and the server goes on.
 */
public final class ExploreServer implements AutoCloseable {
    static final int MOST_BYTES = 4 << 20;

    /** Seconds for a request to arrive, and for its answer to be made and taken; then the connection is closed. */
    private static final int REQUEST_SECONDS = 20;

    private static final int RESPONSE_SECONDS = 60;
    private static final int RUN_MILLIS = 10_000;
    /** Connections at a time; of the page's browser there are six. */
    private static final int MOST_CONNECTIONS = 128;

    private static final int CHUNK = 1 << 16;
    private static final List<String> FILES = List.of(
            "page.css",
            "page.js",
            "controls.js",
            "editor.js",
            "images.js",
            "stage.js",
            "samples.json",
            "one.svg",
            "street.svg",
            "crowd.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml");

    private final HttpServer server;
    private final ExecutorService threads;
    private final ExploreApi api;
    private final ExploreWork work;

    private ExploreServer(HttpServer server, ExploreImages images, long runMillis) {
        this.server = server;
        this.api = new ExploreApi(images);
        this.work = new ExploreWork(runMillis);
        // A thread for each request: one that reads slowly keeps no other waiting.
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /**
     * Starts a server.
     *
     * @param port 0 for any free one
     * @throws DataException if the port is taken
     */
    public static ExploreServer start(int port) {
        return start(port, null);
    }

    /**
     * Starts a server with a data set to look through.
     *
     * @param port 0 for any free one
     * @param images null for none
     * @throws DataException if the port is taken
     */
    public static ExploreServer start(int port, ExploreImages images) {
        return start(port, images, RUN_MILLIS);
    }

    /** @param runMillis most milliseconds for the runs of a request */
    static ExploreServer start(int port, ExploreImages images, long runMillis) {
        // Read once, by the first server of a JVM.
        limit("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
        limit("sun.net.httpserver.maxRspTime", RESPONSE_SECONDS);
        limit("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
        try {
            InetAddress home = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            return new ExploreServer(HttpServer.create(new InetSocketAddress(home, port), 0), images, runMillis);
        } catch (IOException e) {
            throw new DataException("port " + port + " of 127.0.0.1 cannot be opened (" + e.getMessage() + ")", e);
        }
    }

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(value));
        }
    }

    /** Where the page is. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            try {
                reply = reply(exchange);
            } catch (DataException | IllegalArgumentException e) {
                reply = Reply.error(400, e.getMessage());
            } catch (RuntimeException e) {
                reply = Reply.error(500, "a fault of Duet itself: " + e);
            } catch (OutOfMemoryError e) {
                reply = Reply.error(413, "too large for the memory of this process");
            } catch (Error e) { // a thread that dies here would leave the browser waiting for ever
                reply = Reply.error(500, "a fault of Duet itself: " + e);
            }
            if (reply != null) {
                send(exchange, reply);
            }
        }
    }

    /** @param file sent instead of a body where it is not null */
    private record Reply(int status, String type, byte[] body, Path file) {
        Reply(int status, String type, byte[] body) {
            this(status, type, body, null);
        }

        static Reply error(int status, String message) {
            return new Reply(status, TYPES.get("json"), ExploreApi.error(message));
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        if (!isOurs(exchange.getRequestHeaders().get("Host"))) {
            return Reply.error(403, "this server answers to 127.0.0.1 and localhost only");
        }
        String path = exchange.getRequestURI().getRawPath();
        String method = exchange.getRequestMethod();
        if (path.equals("/api/assign")) {
            return method.equals("POST") ? assign(exchange) : Reply.error(405, "use POST");
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Reply.error(405, "use GET");
        }
        if (path.startsWith("/api/")) {
            return api(path, new Query(exchange.getRequestURI().getRawQuery()));
        }
        String file = file(path);
        if (file == null) {
            return Reply.error(404, "there is no such page");
        }
        try (InputStream in = ExploreServer.class.getResourceAsStream(file)) {
            if (in == null) {
                return Reply.error(404, file + " is missing from this build");
            }
            return new Reply(200, TYPES.get(file.substring(file.indexOf('.') + 1)), in.readAllBytes());
        }
    }

    private Reply api(String path, Query query) {
        String json = TYPES.get("json");
        return switch (path) {
            case "/api/systems" -> new Reply(200, json, api.systems());
            case "/api/set" -> new Reply(200, json, api.set());
            case "/api/images" -> new Reply(200, json, api.images(query));
            case "/api/image" -> new Reply(200, json, api.image(query));
            case "/api/photo" -> {
                ExploreImages.File photo = api.photo(query);
                yield new Reply(200, photo.mediaType(), null, photo.path());
            }
            default -> Reply.error(404, "there is no such page");
        };
    }

    /** The file served at a path; null if there is none. */
    private static String file(String path) {
        if (path.equals("/")) {
            return "index.html";
        }
        return path.startsWith("/") && FILES.contains(path.substring(1)) ? path.substring(1) : null;
    }

    private Reply assign(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type == null || !type.startsWith("application/json")) {
            return Reply.error(415, "the body must be application/json");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            return Reply.error(413, "the body is larger than " + MOST_BYTES + " bytes");
        }
        ExploreApi.Request request = api.request(new ByteArrayInputStream(body));
        boolean[] begun = {false};
        byte[] answer;
        try {
            answer = work.run(runs -> api.answer(request, runs), () -> beat(exchange, begun));
        } catch (ExploreWork.OutOfTime e) {
            answer = ExploreApi.noAnswer(request, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer = ExploreApi.noAnswer(request, "the server is about to end");
        } catch (RuntimeException | Error e) {
            if (!begun[0]) {
                throw e;
            }
            answer = ExploreApi.noAnswer(request, "a fault of Duet itself: " + e);
        }
        if (!begun[0]) {
            return new Reply(200, TYPES.get("json"), answer);
        }
        exchange.getResponseBody().write(answer);
        return null;
    }

    /** A space before the JSON, which means nothing to it: where it cannot be sent, the client has left. */
    private static void beat(HttpExchange exchange, boolean[] begun) throws IOException {
        if (!begun[0]) {
            headers(exchange, TYPES.get("json"));
            exchange.sendResponseHeaders(200, 0);
            begun[0] = true;
        }
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
    }

    /** One Host header, of this machine by number or by its usual name, and of the port served. */
    private boolean isOurs(List<String> host) {
        int port = server.getAddress().getPort();
        return host != null
                && host.size() == 1
                && (host.get(0).equals("127.0.0.1:" + port) || host.get(0).equals("localhost:" + port));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        headers(exchange, reply.type());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (reply.file() == null) {
            exchange.sendResponseHeaders(reply.status(), head ? -1 : reply.body().length);
            if (!head) {
                exchange.getResponseBody().write(reply.body());
            }
            return;
        }
        // In pieces: many clients that read slowly do not hold a photo each.
        try (InputStream in = Files.newInputStream(reply.file(), LinkOption.NOFOLLOW_LINKS)) {
            long length = Files.size(reply.file());
            exchange.sendResponseHeaders(reply.status(), head || length == 0 ? -1 : length);
            byte[] chunk = new byte[CHUNK];
            long left = head ? 0 : length;
            while (left > 0) {
                int n = in.read(chunk, 0, (int) Math.min(left, CHUNK));
                if (n < 0) {
                    throw new IOException(reply.file() + " became shorter while it was sent");
                }
                exchange.getResponseBody().write(chunk, 0, n);
                left -= n;
            }
        }
    }

    private static void headers(HttpExchange exchange, String type) {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        work.close();
    }

    /** The text of an error reply, for tests. */
    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
