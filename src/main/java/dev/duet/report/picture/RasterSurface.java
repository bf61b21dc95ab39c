package dev.duet.report.picture;

import dev.duet.io.DataException;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * A picture in pixels. Letters are drawn from {@link PixelFont}, because a machine without fonts (a container, say) cannot draw text
 * with Java's.
 */
final class RasterSurface implements Surface {
    private final BufferedImage image;
    private final Graphics2D page;
    private Graphics2D g;

    RasterSurface(int width, int height) {
        System.setProperty("java.awt.headless", "true");
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        page = image.createGraphics();
        page.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        page.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        page.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g = page;
    }

    void write(OutputStream out) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam slowest = writer.getDefaultWriteParam();
        slowest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        slowest.setCompressionQuality(0); // PNG loses nothing; 0 is the smallest file
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), slowest);
        } finally {
            writer.dispose();
        }
    }

    @Override
    public void clip(double x, double y, double width, double height, double scale) {
        g = (Graphics2D) page.create();
        g.clip(new Rectangle2D.Double(x, y, width, height));
        g.translate(x, y);
        g.scale(scale, scale);
    }

    @Override
    public void unclip() {
        g.dispose();
        g = page;
    }

    @Override
    public void photo(Photo photo) {
        BufferedImage picture;
        try {
            picture = ImageIO.read(new ByteArrayInputStream(photo.bytes()));
        } catch (IOException e) {
            throw new DataException("the photo cannot be decoded (" + e.getMessage() + ")", e);
        }
        if (picture == null) {
            throw new DataException(
                    "the photo (" + photo.mediaType() + ") cannot be decoded; an SVG or HTML picture can" + " hold it");
        }
        AffineTransform at = AffineTransform.getTranslateInstance(photo.left(), photo.top());
        at.scale(photo.width() / picture.getWidth(), photo.height() / picture.getHeight());
        g.drawImage(picture, at, null);
    }

    @Override
    public void fill(double x, double y, double width, double height, int colour, double opacity) {
        g.setComposite(AlphaComposite.SrcOver.derive((float) opacity));
        g.setColor(new Color(colour));
        g.fill(new Rectangle2D.Double(x, y, width, height));
        g.setComposite(AlphaComposite.SrcOver);
    }

    @Override
    public void pattern(int kind, double x, double y, double width, double height) {
        if (kind == 0) {
            return;
        }
        Graphics2D cell = (Graphics2D) g.create();
        cell.clip(new Rectangle2D.Double(x, y, width, height));
        cell.setComposite(AlphaComposite.SrcOver.derive(0.55f));
        cell.setColor(Color.BLACK);
        cell.setStroke(new BasicStroke(1));
        double step = 4;
        if (kind == 3) {
            for (double v = Math.floor(y / step) * step; v < y + height; v += step) {
                for (double u = Math.floor(x / step) * step; u < x + width; u += step) {
                    cell.fill(new Ellipse2D.Double(u + 1, v + 1, 2, 2));
                }
            }
        } else {
            for (double u = Math.floor((x - height) / step) * step; u < x + width + height; u += step) {
                cell.draw(
                        kind == 1
                                ? new Line2D.Double(u, y + height, u + height, y)
                                : new Line2D.Double(u, y, u + height, y + height));
            }
        }
        cell.dispose();
    }

    @Override
    public void outline(double[] c, int colour, double lineWidth, double dash, String story) {
        Path2D path = new Path2D.Double();
        path.moveTo(c[0], c[1]);
        for (int i = 2; i < c.length; i += 2) {
            path.lineTo(c[i], c[i + 1]);
        }
        path.closePath();
        float[] dashes = dash > 0 ? new float[] {(float) dash} : null;
        g.setStroke(new BasicStroke((float) lineWidth, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0));
        g.setColor(new Color(colour));
        g.draw(path);
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, int colour, double lineWidth, double opacity) {
        g.setComposite(AlphaComposite.SrcOver.derive((float) opacity));
        g.setStroke(new BasicStroke((float) lineWidth));
        g.setColor(new Color(colour));
        g.draw(new Line2D.Double(x1, y1, x2, y2));
        g.setComposite(AlphaComposite.SrcOver);
    }

    @Override
    public void text(double x, double y, double size, int colour, int plate, String text) {
        double wide = size * 0.62 * text.length() + size * 0.3;
        if (plate >= 0) {
            g.setColor(new Color(plate));
            g.fill(new Rectangle2D.Double(x, y, wide, size * 1.15));
        }
        g.setColor(new Color(colour));
        double dot = size * 0.62 / 6;
        for (int i = 0; i < text.length(); i++) {
            double left = x + size * 0.2 + i * size * 0.62;
            for (int column = 0; column < PixelFont.WIDTH; column++) {
                int bits = PixelFont.column(text.charAt(i), column);
                for (int row = 0; row < PixelFont.HEIGHT; row++) {
                    if ((bits >> row & 1) != 0) {
                        g.fill(new Rectangle2D.Double(
                                left + column * dot, y + size * 0.1 + row * size * 0.13, dot, size * 0.13));
                    }
                }
            }
        }
    }
}
