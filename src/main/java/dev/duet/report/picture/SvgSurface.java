package dev.duet.report.picture;

import dev.duet.io.VisibleText;
import java.util.Base64;
import java.util.Locale;

/** A picture as SVG text. The photo is written once and used by every panel. */
public final class SvgSurface implements Surface {
    private final StringBuilder body = new StringBuilder();
    private final String id;
    private Photo photo;
    private int clips;

    /** @param id told apart from other pictures on one page, letters and digits */
    SvgSurface(String id) {
        this.id = id;
    }

    /** The document, for a file or inside a page. */
    String document(int width, int height) {
        StringBuilder svg = new StringBuilder(body.length() + 1000);
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(width + " " + height)
                .append("\" width=\"" + width + "\" height=\"" + height)
                .append(
                        "\" role=\"img\" font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace\">\n<defs>\n");
        for (int kind = 1; kind < Palette.PATTERNS; kind++) {
            String mark = kind == 1
                    ? "<path d=\"M-1,1 l2,-2 M0,4 l4,-4 M3,5 l2,-2\" stroke=\"#000\" stroke-width=\"1\"/>"
                    : kind == 2
                            ? "<path d=\"M-1,3 l2,2 M0,0 l4,4 M3,-1 l2,2\" stroke=\"#000\" stroke-width=\"1\"/>"
                            : "<circle cx=\"2\" cy=\"2\" r=\"1\"/>";
            svg.append("<pattern id=\"" + id + "p" + kind
                    + "\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">" + mark + "</pattern>\n");
        }
        if (photo != null) {
            svg.append("<image id=\"" + id + "photo\"")
                    .append(place(photo.left(), photo.top(), photo.width(), photo.height()))
                    .append(" preserveAspectRatio=\"none\" href=\"data:" + photo.mediaType() + ";base64,")
                    .append(Base64.getEncoder().encodeToString(photo.bytes()))
                    .append("\"/>\n");
        }
        return svg.append("</defs>\n").append(body).append("</svg>\n").toString();
    }

    @Override
    public void clip(double x, double y, double width, double height, double scale) {
        String name = id + "c" + clips++;
        body.append("<clipPath id=\"" + name + "\"><rect")
                .append(place(x, y, width, height))
                .append("/></clipPath>\n<g clip-path=\"url(#" + name + ")\"><g transform=\"translate(")
                .append(number(x) + " " + number(y) + ") scale(" + number(scale) + ")\">\n");
    }

    @Override
    public void unclip() {
        body.append("</g></g>\n");
    }

    @Override
    public void photo(Photo other) {
        photo = other;
        body.append("<use href=\"#" + id + "photo\"/>\n");
    }

    @Override
    public void fill(double x, double y, double width, double height, int colour, double opacity) {
        body.append("<rect").append(place(x, y, width, height)).append(" fill=\"" + hex(colour) + "\"");
        if (opacity < 1) {
            body.append(" fill-opacity=\"" + number(opacity) + "\"");
        }
        body.append("/>\n");
    }

    @Override
    public void pattern(int kind, double x, double y, double width, double height) {
        if (kind > 0) {
            body.append("<rect")
                    .append(place(x, y, width, height))
                    .append(" fill=\"url(#" + id + "p" + kind + ")\" fill-opacity=\"0.55\"/>\n");
        }
    }

    @Override
    public void outline(double[] c, int colour, double lineWidth, double dash, String story) {
        body.append("<path d=\"M" + number(c[0]) + "," + number(c[1]));
        for (int i = 2; i < c.length; i += 2) {
            body.append(" L" + number(c[i]) + "," + number(c[i + 1]));
        }
        body.append(" Z\" fill=\"#000\" fill-opacity=\"0\" stroke=\"" + hex(colour) + "\" stroke-width=\""
                + number(lineWidth) + "\"");
        if (dash > 0) {
            body.append(" stroke-dasharray=\"" + number(dash) + "\"");
        }
        if (story == null) {
            body.append(" pointer-events=\"none\"/>\n");
        } else {
            body.append("><title>" + escaped(story) + "</title></path>\n");
        }
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, int colour, double lineWidth, double opacity) {
        body.append("<path d=\"M" + number(x1) + "," + number(y1) + " L" + number(x2) + "," + number(y2)
                + "\" stroke=\"" + hex(colour) + "\" stroke-width=\"" + number(lineWidth) + "\" stroke-opacity=\""
                + number(opacity) + "\" pointer-events=\"none\"/>\n");
    }

    @Override
    public void text(double x, double y, double size, int colour, int plate, String text) {
        double wide = size * 0.62 * text.length() + size * 0.3;
        if (plate >= 0) {
            body.append("<rect").append(place(x, y, wide, size * 1.15)).append(" fill=\"" + hex(plate) + "\"/>\n");
        }
        body.append("<text x=\"" + number(x + size * 0.15) + "\" y=\"" + number(y + size * 0.92) + "\" font-size=\""
                + number(size) + "\" fill=\"" + hex(colour) + "\" pointer-events=\"none\">" + escaped(text)
                + "</text>\n");
    }

    private static String place(double x, double y, double width, double height) {
        return " x=\"" + number(x) + "\" y=\"" + number(y) + "\" width=\"" + number(width) + "\" height=\""
                + number(height) + "\"";
    }

    private static String hex(int colour) {
        return String.format(Locale.ROOT, "#%06x", colour);
    }

    /** Two decimals are enough for the eye, and half the bytes. */
    public static String number(double value) {
        double rounded = Math.rint(value * 100) / 100;
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
                ? String.valueOf((long) rounded)
                : String.valueOf(rounded);
    }

    /** Text for XML and HTML; characters that XML does not have, or that would turn the text around, by their numbers. */
    public static String escaped(String text) {
        return VisibleText.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
