package dev.duet.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A small line chart as SVG: medians as a line, the middle half of the times as a band. */
final class GrowthChart {
    private static final int WIDTH = 620;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 56;
    private static final String[] COLOURS = {"#1f77b4", "#d95f02", "#2a9d4a"};

    private final String title;
    private final String xLabel;
    private final String yLabel;
    /** Both axes logarithmic, time in ms; else linear, one thread's time over the time. */
    private final boolean logarithmic;

    private final List<Growth.Series> series = new ArrayList<>();
    private boolean guide;
    private final StringBuilder svg = new StringBuilder();
    private double lowX;
    private double highX;
    private double lowY;
    private double highY;

    private GrowthChart(String title, String xLabel, String yLabel, boolean logarithmic) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.logarithmic = logarithmic;
    }

    static GrowthChart logarithmic(String title, String xLabel, String yLabel) {
        return new GrowthChart(title, xLabel, yLabel, true);
    }

    static GrowthChart linear(String title, String xLabel, String yLabel) {
        return new GrowthChart(title, xLabel, yLabel, false);
    }

    GrowthChart with(Growth.Series line) {
        series.add(line);
        return this;
    }

    /** Adds a dashed line of proportional growth from the first point on. */
    GrowthChart proportional() {
        guide = true;
        return this;
    }

    void write(Path file) throws IOException {
        range();
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH, HEIGHT);
        line("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        text(LEFT, 24, "start", " font-size=\"15\" font-weight=\"bold\"", title);
        axes();
        if (guide) {
            guide();
        }
        for (int i = 0; i < series.size(); i++) {
            draw(series.get(i), COLOURS[i % COLOURS.length]);
        }
        legend();
        line("</svg>");
        Files.writeString(file, svg);
    }

    private double y(Growth.Series line, Growth.Point p, double quantile) {
        double time = p.time().quantile(quantile);
        return logarithmic ? time / 1e3 : line.points().get(0).time().median() / time;
    }

    private void range() {
        lowX = Double.MAX_VALUE;
        lowY = logarithmic ? Double.MAX_VALUE : 0;
        for (Growth.Series line : series) {
            for (Growth.Point p : line.points()) {
                lowX = Math.min(lowX, p.x());
                highX = Math.max(highX, p.x());
                lowY = Math.min(lowY, Math.min(y(line, p, 0.25), y(line, p, 0.75)));
                highY = Math.max(highY, Math.max(y(line, p, 0.25), y(line, p, 0.75)));
            }
        }
        if (logarithmic) {
            lowX /= 1.15;
            highX *= 1.15;
            lowY = Math.pow(10, Math.floor(Math.log10(lowY)));
            highY = Math.pow(10, Math.ceil(Math.log10(highY)));
        } else {
            lowX = 0;
            highX = highX * 1.1;
            highY = Math.max(highY, highX) * 1.05;
        }
    }

    private double px(double x) {
        return LEFT + share(x, lowX, highX) * (WIDTH - LEFT - RIGHT);
    }

    private double py(double y) {
        return HEIGHT - BOTTOM - share(y, lowY, highY) * (HEIGHT - TOP - BOTTOM);
    }

    private double share(double v, double low, double high) {
        return logarithmic ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low);
    }

    private void axes() {
        for (double tick : yTicks()) {
            line(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
                    LEFT, py(tick), WIDTH - RIGHT, py(tick));
            text(LEFT - 8, py(tick) + 4, "end", "", number(tick));
        }
        for (Growth.Point p : ticks()) {
            line(
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#eeeeee\"/>",
                    px(p.x()), TOP, px(p.x()), HEIGHT - BOTTOM);
            text(px(p.x()), HEIGHT - BOTTOM + 18, "middle", "", number(p.x()));
        }
        line("<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#333333\"/>", LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT);
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", "", xLabel);
        double middle = (TOP + HEIGHT - BOTTOM) / 2.0;
        text(18, middle, "middle", String.format(Locale.ROOT, " transform=\"rotate(-90 18 %.1f)\"", middle), yLabel);
    }

    private List<Growth.Point> ticks() {
        return series.get(0).points();
    }

    private List<Double> yTicks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            boolean few = highY / lowY < 1e3;
            for (double decade = lowY; decade < highY * 1.01; decade *= 10) {
                for (double step : few ? new double[] {1, 2, 5} : new double[] {1}) {
                    if (decade * step < highY * 1.01) {
                        ticks.add(decade * step);
                    }
                }
            }
        } else {
            double step = highY > 20 ? 5 : highY > 8 ? 2 : highY > 3 ? 1 : 0.5;
            for (double tick = 0; tick <= highY; tick += step) {
                ticks.add(tick);
            }
        }
        return ticks;
    }

    /** Proportional growth from each first point on, as far as the picture goes. */
    private void guide() {
        for (Growth.Series line : logarithmic ? series : series.subList(0, 1)) {
            Growth.Point first = line.points().get(0);
            double y = y(line, first, 0.5);
            double end = Math.min(highX / first.x(), highY / y);
            line(
                    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#888888\" stroke-dasharray=\"5 4\"/>",
                    px(first.x()), py(y), px(first.x() * end), py(y * end));
        }
    }

    private void draw(Growth.Series line, String colour) {
        StringBuilder band = new StringBuilder();
        StringBuilder path = new StringBuilder();
        List<Growth.Point> points = line.points();
        for (Growth.Point p : points) {
            band.append(pair(p.x(), y(line, p, 0.25)));
            path.append(pair(p.x(), y(line, p, 0.5)));
        }
        for (int i = points.size() - 1; i >= 0; i--) {
            band.append(pair(points.get(i).x(), y(line, points.get(i), 0.75)));
        }
        line(
                "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.2\"/>",
                band.toString().trim(), colour);
        line(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                path.toString().trim(), colour);
        for (Growth.Point p : points) {
            line("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>", px(p.x()), py(y(line, p, 0.5)), colour);
        }
    }

    private void legend() {
        int entries = series.size() + (guide ? 1 : 0);
        line(
                "<rect x=\"%d\" y=\"%d\" width=\"190\" height=\"%d\" fill=\"#ffffff\" fill-opacity=\"0.85\"/>",
                LEFT + 8, TOP + 2, 18 * entries + 8);
        int y = TOP + 18;
        for (int i = 0; i < series.size(); i++) {
            entry(y, COLOURS[i % COLOURS.length], "", series.get(i).name());
            y += 18;
        }
        if (guide) {
            entry(y, "#888888", " stroke-dasharray=\"5 4\"", "proportional");
        }
    }

    private void entry(int y, String colour, String dash, String name) {
        line(
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"%s/>",
                LEFT + 14, y - 4, LEFT + 40, y - 4, colour, dash);
        text(LEFT + 48, y, "start", "", name);
    }

    private String pair(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f ", px(x), py(y));
    }

    private static String number(double v) {
        return v >= 1000
                ? String.format(Locale.ROOT, "%,.0f", v)
                : String.format(Locale.ROOT, "%.3f", v).replaceFirst("\\.?0+$", "");
    }

    private void text(double x, double y, String anchor, String more, String words) {
        line("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"%s>%s</text>", x, y, anchor, more, words);
    }

    private void line(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
