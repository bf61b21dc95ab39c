package dev.duet.report.picture;

import dev.duet.io.AtomicFile;
import dev.duet.io.DataException;
import dev.duet.io.Library;
import dev.duet.report.HtmlReport;
import dev.duet.report.compare.Comparison;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Scenes as files. Each scene becomes a row with one panel per level; a file appears whole or not at all. */
public final class Pictures {
    private static final int PANEL = 560;
    private static final int CROWDED_PANEL = 900;
    private static final int CROWDED = 40;

    private Pictures() {}

    /** Whether the name ends in {@code .svg}, {@code .png} or {@code .html}. */
    public static boolean canWrite(Path file) {
        return !kind(file).isEmpty();
    }

    private static String kind(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (String kind : List.of("svg", "png", "html")) {
            if (name.endsWith("." + kind)) {
                return kind;
            }
        }
        return "";
    }

    /**
     * Writes a picture in the form its name asks for.
     *
     * @param title of a page
     * @param scenes at least one
     * @param comparison shown as a table on a page; may be null
     * @throws IllegalArgumentException if there are no scenes
     * @throws DataException if the name ends in none of these, or the file cannot be written
     */
    public static void write(Path file, String title, List<Scene> scenes, Comparison comparison) {
        if (scenes.isEmpty()) {
            throw new IllegalArgumentException(file + ": a picture shows at least one scene, none are given");
        }
        try (AtomicFile out = AtomicFile.create(file)) {
            switch (kind(file)) {
                case "svg" -> out.out().write(svg(scenes, "d").getBytes(StandardCharsets.UTF_8));
                case "png" -> png(scenes).write(out.out());
                case "html" ->
                    out.out().write(HtmlReport.of(title, scenes, comparison).getBytes(StandardCharsets.UTF_8));
                default -> throw new DataException(file + ": must end in .svg, .png or .html");
            }
            out.commit();
        } catch (IOException e) {
            throw new DataException(file + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }

    /** Crowded images get more pixels. */
    private static int panel(List<Scene> scenes) {
        boolean crowded = scenes.stream().anyMatch(s -> s.boxes().size() > CROWDED);
        return crowded ? CROWDED_PANEL : PANEL;
    }

    public static String svg(List<Scene> scenes, String id) {
        ScenePainter painter = new ScenePainter(scenes, panel(scenes));
        SvgSurface surface = new SvgSurface(id);
        painter.paint(surface);
        return surface.document(painter.width(), painter.height());
    }

    private static RasterSurface png(List<Scene> scenes) {
        Library.DESKTOP.require();
        ScenePainter painter = new ScenePainter(scenes, panel(scenes));
        RasterSurface surface = new RasterSurface(painter.width(), painter.height());
        painter.paint(surface);
        return surface;
    }
}
