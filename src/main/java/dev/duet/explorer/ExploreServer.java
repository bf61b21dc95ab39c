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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves the page and its API on 127.0.0.1 only. Requests that name another host are refused, so that no page of the web can reach it
 * through a name of its own; only the files of a fixed list are served; bodies are limited; a request that makes no sense gets a
 * status and one sentence, and the server goes on.
 */
public final class ExploreServer implements AutoCloseable {
    static final int MOST_BYTES = 4 << 20;

    private static final int THREADS = 4;
    private static final int REQUEST_SECONDS = 20;
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

    private ExploreServer(HttpServer server, ExploreImages images) {
        this.server = server;
        this.api = new ExploreApi(images);
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(
                THREADS,
                r -> Thread.ofPlatform()
                        .daemon()
                        .name("explore-" + number.incrementAndGet())
                        .unstarted(r));
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
        // A client that does not finish its request in time loses its connection. Read once, by the first server of a
        // JVM.
        if (System.getProperty("sun.net.httpserver.maxReqTime") == null) {
            System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(REQUEST_SECONDS));
        }
        try {
            InetAddress home = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            return new ExploreServer(HttpServer.create(new InetSocketAddress(home, port), 0), images);
        } catch (IOException e) {
            throw new DataException("port " + port + " of 127.0.0.1 cannot be opened (" + e.getMessage() + ")", e);
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
                reply = Reply.error(500, "unexpected failure: " + e);
            } catch (OutOfMemoryError e) {
                reply = Reply.error(413, "too large for the memory of this process");
            } catch (Error e) { // a thread that dies here would leave the browser waiting for ever
                reply = Reply.error(500, "unexpected failure: " + e);
            }
            send(exchange, reply);
        }
    }

    private record Reply(int status, String type, byte[] body) {
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
                yield new Reply(200, photo.mediaType(), photo.bytes());
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
        return new Reply(200, TYPES.get("json"), api.assign(new ByteArrayInputStream(body)));
    }

    /** One Host header, of this machine by number or by its usual name, and of the port served. */
    private boolean isOurs(List<String> host) {
        int port = server.getAddress().getPort();
        return host != null
                && host.size() == 1
                && (host.get(0).equals("127.0.0.1:" + port) || host.get(0).equals("localhost:" + port));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", reply.type());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), head ? -1 : reply.body().length);
        if (!head) {
            exchange.getResponseBody().write(reply.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        api.close();
    }

    /** The text of an error reply, for tests. */
    static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
