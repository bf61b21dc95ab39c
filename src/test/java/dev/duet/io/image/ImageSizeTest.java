package dev.duet.io.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duet.io.DataException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ImageSizeTest {
    private static final String EXIF =
            "FFE1 0022 457869660000 4D4D002A00000008 0001 0112 0003 00000001 0006 0000 00000000";
    private static final String EXIF_LITTLE =
            "FFE1 0022 457869660000 49492A0008000000 0100 1201 0300 01000000 0800 0000 00000000";
    private static final String FRAME = "0011 08 0120 0280 03 012200 021101 031101";

    @TempDir
    Path folder;

    /** All are 640 x 288 unless turned. */
    @ParameterizedTest
    @CsvSource({
        "FFD8 FFE0 0004 0000 FFFF FFC0 " + FRAME + ", 640, 288",
        "FFD8 FFC4 0003 00 FFC2 " + FRAME + ", 640, 288",
        "FFD8 FFD0 FFCF " + FRAME + ", 640, 288",
        "FFD8 " + EXIF + " FFC0 " + FRAME + ", 288, 640",
        "FFD8 " + EXIF_LITTLE + " FFC0 " + FRAME + ", 288, 640",
        "FFD8 FFE1 0006 12345678 FFC1 " + FRAME + ", 640, 288",
        "89504E470D0A1A0A 0000000D 49484452 00000280 00000120, 640, 288",
        "474946383961 8002 2001 000000 3B, 640, 288",
        "424D 00000000 0000 0000 00000000 28000000 80020000 E0FEFFFF, 640, 288",
        "424D 00000000 0000 0000 00000000 0C000000 8002 2001, 640, 288",
        "52494646 16000000 57454250 56503820 0A000000 000000 9D012A 8042 2001, 640, 288",
        "52494646 11000000 57454250 5650384C 05000000 2F 7FC24700, 640, 288",
        "52494646 16000000 57454250 56503858 0A000000 00000000 7F0200 1F0100, 640, 288",
    })
    void readsHeaders(String hex, int width, int height) throws IOException {
        byte[] bytes = bytes(hex);
        assertThat(ImageSize.read(file(bytes))).isEqualTo(new ImageSize(width, height));
        for (int n = 0; n < bytes.length; n++) {
            Path cut = file(Arrays.copyOf(bytes, n));
            try {
                assertThat(ImageSize.read(cut)).isEqualTo(new ImageSize(width, height));
            } catch (DataException e) {
                assertThat(e).hasMessageContaining("photo");
            }
        }
    }

    /** As OpenCV turns what it loads: the four that lie on their side. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void turnsByOrientation(int orientation) throws IOException {
        String exif = EXIF.replace("0006 0000", "000" + orientation + " 0000");
        boolean turned = orientation >= 5 && orientation <= 8;
        assertThat(ImageSize.read(file(bytes("FFD8 " + exif + " FFC0 " + FRAME))))
                .isEqualTo(turned ? new ImageSize(288, 640) : new ImageSize(640, 288));
    }

    /** What the JDK's own readers and writers say, form by form. */
    @ParameterizedTest
    @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tiff"})
    void agreesWithTheJdk(String form) throws IOException {
        Path photo = folder.resolve("photo." + form);
        for (int[] size : new int[][] {{1, 1}, {640, 288}, {3, 4097}}) {
            BufferedImage image = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
            assertThat(ImageIO.write(image, form, photo.toFile())).isTrue();
            assertThat(ImageSize.read(photo)).isEqualTo(new ImageSize(size[0], size[1]));
        }
    }

    /** A tile of 512 x 512 comes first, the primary item is 640 x 288; a rotation by a quarter exchanges them. */
    @Test
    void readsThePrimaryItemOfHeicAndAvif() throws IOException {
        assertThat(ImageSize.read(file(heif("heic", false)))).isEqualTo(new ImageSize(640, 288));
        assertThat(ImageSize.read(file(heif("avif", false)))).isEqualTo(new ImageSize(640, 288));
        assertThat(ImageSize.read(file(heif("mif1", true)))).isEqualTo(new ImageSize(288, 640));
        refused(heif("isom", false), "is not a JPEG");
        byte[] large = heif("heic", false);
        large[24] = 0x7F; // the box that follows claims 2 GB
        refused(large, "is not a JPEG");
    }

    public static byte[] heif(String brand, boolean turned) {
        String ispe = "00000014 69737065 00000000 ";
        String ipco = box("6970636F", ispe + "00000200 00000200" + ispe + "00000280 00000120" + "00000009 69726F74 01");
        String ipma = box("69706D61", "00000000 00000002 0001 01 81 0002" + (turned ? "02 82 03" : "01 82"));
        String meta = box("6D657461", "00000000" + box("7069746D", "00000000 0002") + box("69707270", ipco + ipma));
        String kind = HexFormat.of().formatHex(brand.getBytes(StandardCharsets.US_ASCII));
        return bytes(box("66747970", kind + "00000000 69736F6D 69736F6D") + meta);
    }

    private static String box(String kind, String body) {
        String plain = body.replace(" ", "");
        return "%08X".formatted(8 + plain.length() / 2) + kind + plain;
    }

    @Test
    void whatIsNoRegularFileIsNotOpened() {
        assertThatThrownBy(() -> ImageSize.read(Path.of("/dev/zero")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is no regular file (a fifo, a device or a socket) and is not opened");
        assertThatThrownBy(() -> ImageSize.read(folder)).hasMessageContaining("is a folder");
    }

    @Test
    void refusesOthers() throws IOException {
        refused(bytes("FFD8 FFDA"), "is not a JPEG, PNG, GIF, BMP, WebP, TIFF, AVIF or HEIC image");
        refused(bytes("0123456789"), "is not a JPEG");
        refused(bytes("52494646 00000000 41564920"), "is not a JPEG");
        refused(bytes("FFD8 FFE0"), "is a truncated image");
        refused(png(0, 3), "has a damaged header: it says 0 x 3");
        assertThatThrownBy(() -> ImageSize.read(folder.resolve("none")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("does not exist");
    }

    public static byte[] png(int width, int height) {
        return bytes("89504E470D0A1A0A0000000D49484452%08x%08x".formatted(width, height));
    }

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private void refused(byte[] bytes, String message) throws IOException {
        Path file = file(bytes);
        assertThatThrownBy(() -> ImageSize.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("photo"), bytes);
    }
}
