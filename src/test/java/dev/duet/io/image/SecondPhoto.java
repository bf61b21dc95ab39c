package dev.duet.io.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.NodeList;

/** The JDK's readers of photos as second readers of their sizes. */
public final class SecondPhoto {
    private SecondPhoto() {}

    /** Where the JDK reads a size, it is the same. */
    public static void compare(byte[] input, ImageSize size) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(input))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return;
            }
            ImageReader reader = readers.next();
            reader.setInput(in);
            ImageSize other;
            try {
                other = reader.getFormatName().equals("gif") ? screen(reader) : size(reader);
            } catch (IOException | RuntimeException e) {
                return; // it asks more of a file than a size needs
            }
            if (isTurned(input) && size.width() == other.height()) {
                other = new ImageSize(other.height(), other.width());
            }
            if (other.width() > 0 && other.height() > 0) {
                assertThat(size).as(reader.getFormatName()).isEqualTo(other);
            }
        }
    }

    private static ImageSize size(ImageReader reader) throws IOException {
        return new ImageSize(reader.getWidth(0), reader.getHeight(0));
    }

    /** A GIF is as large as its screen, which its first frame need not fill. */
    private static ImageSize screen(ImageReader reader) throws IOException {
        IIOMetadataNode root = (IIOMetadataNode)
                reader.getStreamMetadata().getAsTree(reader.getStreamMetadata().getNativeMetadataFormatName());
        NodeList found = root.getElementsByTagName("LogicalScreenDescriptor");
        IIOMetadataNode screen = (IIOMetadataNode) found.item(0);
        return new ImageSize(
                Integer.parseInt(screen.getAttribute("logicalScreenWidth")),
                Integer.parseInt(screen.getAttribute("logicalScreenHeight")));
    }

    /** Whether an orientation is among the tags: the JDK does not turn, trainers do. */
    private static boolean isTurned(byte[] input) {
        String hex = HexFormat.of().formatHex(input);
        return hex.contains("01120003") || hex.contains("12010300");
    }
}
