package dev.duet.report;

import dev.duet.assign.GtOutcome;
import dev.duet.report.compare.Comparison;
import dev.duet.report.compare.ComparisonTable;
import dev.duet.report.picture.Pictures;
import dev.duet.report.picture.Scene;
import dev.duet.report.picture.SvgSurface;
import java.util.List;
import java.util.Locale;

/** One page with everything inside: table of the systems, their pictures, and the story of every GT. No script, no request. */
public final class HtmlReport {
    private static final int MOST_ROWS = 1_000;
    static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:15px/1.5 system-ui,sans-serif;margin:1.5rem auto;padding:0 1rem;max-width:1800px;background:#fff;color:#222}
            h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem;margin:1.2rem 0 .4rem}
            table{border-collapse:collapse;margin:.5rem 0 1rem;font-variant-numeric:tabular-nums}
            th,td{padding:.2rem .6rem;border-bottom:1px solid #ddd;text-align:right;vertical-align:top}
            th:first-child,td:first-child,.l{text-align:left}
            td{white-space:nowrap}td:first-child{white-space:pre}td.l{white-space:normal}
            @media(max-width:700px){.picture svg{max-width:none;width:1000px}}
            .bad{background:#c82800;color:#fff;font-weight:600}
            .scroll{overflow-x:auto}svg{max-width:100%;height:auto}p{max-width:70ch}small{color:#555}
            @media(prefers-color-scheme:dark){body{background:#181818;color:#eee}th,td{border-color:#444}small{color:#aaa}}
            """;

    private HtmlReport() {}

    public static String of(String title, List<Scene> scenes, Comparison comparison) {
        StringBuilder page = new StringBuilder(start(title));
        if (comparison != null) {
            page.append("<h2>Counts</h2>\n").append(table(comparison)).append(agreement(comparison));
        }
        page.append(
                "<h2>Picture</h2>\n<p><small>Each cell that holds an assigned unit has the colour of its GT, stronger"
                        + " with a larger target; a cell that several GTs use is split. GTs without a unit are crossed out. Point"
                        + " at a box for its story.</small></p>\n<div class=\"scroll picture\">");
        for (int i = 0; i < scenes.size(); i++) {
            page.append(Pictures.svg(List.of(scenes.get(i)), "s" + i));
        }
        page.append("</div>\n");
        for (Scene scene : scenes) {
            page.append(stories(scene));
        }
        return page.append("</body></html>\n").toString();
    }

    public static String start(String title) {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + SvgSurface.escaped(title)
                + "</title><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><style>" + STYLE
                + "</style></head><body>\n<h1>" + SvgSurface.escaped(title) + "</h1>\n";
    }

    private static String table(Comparison comparison) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n");
        for (List<String> row : ComparisonTable.rows(comparison)) {
            String tag = html.indexOf("<tr>") < 0 ? "th" : "td";
            html.append("<tr>");
            for (String cell : row) {
                html.append("<" + tag + ">" + SvgSurface.escaped(cell) + "</" + tag + ">");
            }
            html.append("</tr>\n");
        }
        return html.append("</table></div>\n").toString();
    }

    private static String agreement(Comparison comparison) {
        if (comparison.columns().size() < 2) {
            return "";
        }
        StringBuilder html = new StringBuilder(
                "<h2>Agreement</h2>\n<p><small>Share of (cell, GT) pairs that both systems"
                        + " have among those that either has.</small></p>\n<div class=\"scroll\"><table>\n<tr><th></th>");
        for (Comparison.Column column : comparison.columns()) {
            html.append("<th>" + SvgSurface.escaped(column.name()) + "</th>");
        }
        html.append("</tr>\n");
        for (int i = 0; i < comparison.columns().size(); i++) {
            html.append(
                    "<tr><td>" + SvgSurface.escaped(comparison.columns().get(i).name()) + "</td>");
            for (int j = 0; j < comparison.columns().size(); j++) {
                double share = comparison.agreement(i, j);
                int alpha = Double.isNaN(share) ? 0 : (int) Math.round(share * 60);
                html.append("<td style=\"background:color-mix(in srgb,#0072b2 " + alpha + "%,transparent)\">"
                        + ComparisonTable.percent(share) + "</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</table></div>\n").toString();
    }

    private static String stories(Scene scene) {
        StringBuilder html = new StringBuilder("<h2>GTs under " + SvgSurface.escaped(scene.title())
                + "</h2>\n<div class=\"scroll\"><table>\n"
                + "<tr><th>GT</th><th>units</th><th class=\"l\">what became of it</th></tr>\n");
        int rows = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (Scene.Box box : scene.boxes()) {
                if (box.without() == (pass == 0) && rows++ < MOST_ROWS) {
                    html.append("<tr><td" + (box.without() ? " class=\"bad\"" : "") + ">"
                            + SvgSurface.escaped(box.name()) + "</td><td>" + box.units() + "</td><td class=\"l\">"
                            + SvgSurface.escaped(box.story()) + "</td></tr>\n");
                }
            }
        }
        html.append("</table></div>\n");
        if (rows > MOST_ROWS) {
            html.append(String.format(Locale.ROOT, "<p>and %,d more GTs</p>\n", rows - MOST_ROWS));
        }
        return html.toString();
    }

    /** Outcomes other than assigned that occur in some column. */
    public static List<GtOutcome> reasons(Comparison comparison) {
        return java.util.Arrays.stream(GtOutcome.values())
                .filter(o -> o != GtOutcome.ASSIGNED
                        && comparison.columns().stream()
                                .anyMatch(c -> c.counts().count(o) > 0))
                .toList();
    }
}
