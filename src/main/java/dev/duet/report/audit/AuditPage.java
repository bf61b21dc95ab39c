package dev.duet.report.audit;

import dev.duet.io.AtomicFile;
import dev.duet.io.DataException;
import dev.duet.report.HtmlReport;
import dev.duet.report.compare.ComparisonTable;
import dev.duet.report.picture.SvgSurface;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** An audit as one page with charts, everything inside. */
public final class AuditPage {
    private static final int BAR = 190;
    private static final int ROW = 22;
    private static final int NAME = 130;
    private static final int VALUE = 110;
    private static final int MOST_BARS = 15;

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
            page.append("<h2>GTs without a unit</h2>\n<p><small>Length: share of the bucket's GTs that get none, on one"
                    + " scale within a row; the count is beside.</small></p>\n");
            int properties = audit.columns().get(0).breakdowns().size();
            for (int p = 0; p < properties; p++) {
                page.append(charts(audit, p));
            }
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

    /** One property under every system, side by side and on one scale. */
    private static String charts(Audit audit, int p) {
        double most = 0;
        for (AuditColumn column : audit.columns()) {
            Breakdown b = column.breakdowns().get(p);
            most = Math.max(most, bars(b).stream().mapToDouble(b::share).max().orElse(0));
        }
        StringBuilder html = new StringBuilder("<h3>By "
                + SvgSurface.escaped(audit.columns().get(0).breakdowns().get(p).title())
                + "</h3>\n<div class=\"scroll\" style=\"display:flex;flex-wrap:wrap;gap:.5rem 1.5rem\">");
        for (AuditColumn column : audit.columns()) {
            html.append(chart(column.name(), column.breakdowns().get(p), most));
        }
        return html.append("</div>\n").toString();
    }

    /** Buckets with GTs; of many, those with most GTs without a unit. */
    private static List<Integer> bars(Breakdown b) {
        List<Integer> all =
                IntStream.range(0, b.size()).filter(i -> b.gts(i) > 0).boxed().toList();
        if (all.size() <= MOST_BARS) {
            return all;
        }
        return all.stream()
                .filter(i -> b.without(i) > 0)
                .sorted(Comparator.comparingLong((Integer i) -> -b.without(i)).thenComparing(i -> i))
                .limit(MOST_BARS)
                .toList();
    }

    /** Horizontal bars; {@code most} is the share of a whole one. */
    private static String chart(String system, Breakdown b, double most) {
        List<Integer> bars = bars(b);
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
                + (NAME + BAR + VALUE)
                + "\" height=\"" + (28 + bars.size() * ROW) + "\" font-family=\"system-ui,sans-serif\" font-size=\"13\""
                + " fill=\"currentColor\" role=\"img\"><text x=\"0\" y=\"14\" font-weight=\"600\">"
                + SvgSurface.escaped(system) + "</text>\n");
        int y = 26;
        for (int i : bars) {
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
        return name.length() > 18 ? name.substring(0, 17) + "…" : name;
    }
}
