package dev.duet.report;

import dev.duet.io.AtomicFile;
import dev.duet.io.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** An audit as one page with charts, everything inside. */
public final class AuditPage {
    private static final int BAR = 320;
    private static final int ROW = 22;
    private static final int NAME = 170;
    private static final int MOST_BARS = 24;

    private AuditPage() {}

    /** Writes the page; it appears whole or not at all. */
    public static void write(Path file, String title, Audit audit, List<String> notes) {
        try (AtomicFile out = AtomicFile.create(file)) {
            out.out().write(text(title, audit, notes).getBytes(StandardCharsets.UTF_8));
            out.commit();
        } catch (IOException e) {
            throw new DataException(file + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }

    static String text(String title, Audit audit, List<String> notes) {
        StringBuilder page = new StringBuilder(HtmlReport.start(title));
        for (String note : notes) {
            page.append("<p>" + SvgSurface.escaped(note) + "</p>\n");
        }
        if (!audit.columns().isEmpty()) {
            int charts = audit.columns().get(0).breakdowns().size();
            page.append("<h2>GTs without a unit</h2>\n<p><small>Length: share of the bucket's GTs; the count is beside."
                    + "</small></p>\n<div class=\"scroll\" style=\"display:flex;flex-wrap:wrap;gap:1.5rem\">");
            for (int p = 0; p < charts; p++) {
                for (AuditColumn column : audit.columns()) {
                    page.append(chart(column.name(), column.breakdowns().get(p)));
                }
            }
            page.append("</div>\n");
        }
        for (AuditTables.Table table : AuditTables.of(audit)) {
            page.append("<h2>" + SvgSurface.escaped(table.title()) + "</h2>\n<div class=\"scroll\"><table>\n");
            boolean heading = true;
            for (List<String> row : table.rows()) {
                page.append("<tr>");
                for (String cell : row) {
                    String tag = heading ? "th" : "td";
                    page.append("<" + tag + ">" + SvgSurface.escaped(cell) + "</" + tag + ">");
                }
                page.append("</tr>\n");
                heading = false;
            }
            page.append("</table></div>\n");
        }
        return page.append("</body></html>\n").toString();
    }

    /** Horizontal bars; the longest is the largest share. */
    static String chart(String system, Breakdown b) {
        double most = 0;
        int rows = 0;
        for (int i = 0; i < b.size(); i++) {
            if (b.gts(i) > 0) {
                rows++;
                most = Math.max(most, b.share(i));
            }
        }
        rows = Math.min(rows, MOST_BARS);
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + (NAME + BAR + 130)
                + "\" height=\"" + (28 + rows * ROW) + "\" font-family=\"system-ui,sans-serif\" font-size=\"13\""
                + " fill=\"currentColor\" role=\"img\"><text x=\"0\" y=\"14\" font-weight=\"600\">"
                + SvgSurface.escaped(system + ", by " + b.title()) + "</text>\n");
        int y = 26;
        for (int i = 0; i < b.size() && rows > 0; i++) {
            if (b.gts(i) == 0) {
                continue;
            }
            rows--;
            double wide = most == 0 ? 0 : BAR * b.share(i) / most;
            svg.append("<text x=\"" + (NAME - 8) + "\" y=\"" + (y + 14) + "\" text-anchor=\"end\">"
                    + SvgSurface.escaped(shortened(b.name(i))) + "</text><rect x=\"" + NAME + "\" y=\"" + (y + 3)
                    + "\" width=\"" + SvgSurface.number(Math.max(1, wide)) + "\" height=\"" + (ROW - 7)
                    + "\" fill=\"#0072b2\"/><text x=\"" + SvgSurface.number(NAME + wide + 6) + "\" y=\"" + (y + 14)
                    + "\">" + ComparisonTable.percent(b.share(i)) + " ("
                    + String.format(Locale.ROOT, "%,d", b.without(i)) + ")</text>\n");
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String shortened(String name) {
        return name.length() > 24 ? name.substring(0, 23) + "…" : name;
    }
}
