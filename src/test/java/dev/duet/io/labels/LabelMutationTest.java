package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.duet.fuzz.MemoryFolder;
import dev.duet.fuzz.SeedRange;
import dev.duet.io.DataException;
import dev.duet.io.Remarks;
import dev.duet.io.image.ImageSize;
import dev.duet.io.image.ImageSizeTest;
import dev.duet.io.image.SecondPhoto;
import dev.duet.io.image.SizeTable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files of labels and headers of photos, changed at random: every one is read or refused with the product's own exception, within the time
 * and the memory below. {@link SeedRange} says how to run more than the first few thousand; a seed says its input whatever the range.
 */
class LabelMutationTest {
    private static final int SEEDS = 8_000;
    private static final long MOST_NANOS = 5_000_000_000L;
    private static final long MOST_BYTES = 50L << 20;
    /** A line that is refused is an exception with its stack, and dropped. */
    private static final long BYTES_OF_A_FAULT = 8_192;

    /** A reader, a good input, and what to put into it. */
    enum Kind {
        COCO(
                "l.json",
                COCO_TEXT,
                "1e999 -1 NaN null true \"7\" [ ] { } , : 99999999999999999999 0.5 \"\\u0000\" images"),
        YOLO("labels/a.txt", YOLO_TEXT, "1e999 -1 nan 0.5 7 1e39 , \u00E9 \uFEFF \0 0x10 1_0 99999999999 a.jpg"),
        VOC(
                "voc/a.xml",
                VocLabelsTest.GOOD,
                "<xmin>1</xmin> &amp; &x; <!DOCTYPE a [ ]> <![CDATA[ ]]> <object> -1 1e99 NaN <!-- --> <?p ?>"),
        YAML(
                "set/data.yaml",
                YAML_TEXT,
                "[ ] { } : , - & * ! | > ' \" # &a *a !!python/object \t %YAML nc: 7 ? <<: names:"),
        TABLE(
                "table/images.tsv",
                "image\twidth\theight\tsplit\na.jpg\t64\t48\ttable\nb\t5\t6\tval\n",
                "\t -1 1e9 nan \r image"),
        PHOTO("photo", "", "");

        final String file;
        final String good;
        final List<byte[]> tokens;

        Kind(String file, String good, String tokens) {
            this.file = file;
            this.good = good;
            this.tokens = Arrays.stream(tokens.split(" "))
                    .map(token -> token.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private static final String COCO_TEXT =
            "{\"info\": {\"year\": 2017}, \"images\": [{\"id\": 1, \"file_name\": \"a.jpg\", \"width\": 64,"
                    + " \"height\": 48}, {\"id\": \"x\", \"coco_url\": \"http://h/b.jpg\", \"width\": 9.0, \"height\":"
                    + " \"9\"}], \"annotations\": [{\"segmentation\": [[1, 2, 3]], \"iscrowd\": 0, \"image_id\": 1,"
                    + " \"bbox\": [1.5, 2, 3, 4], \"category_id\": 90, \"id\": 11}, {\"image_id\": \"x\", \"bbox\": [0, 0,"
                    + " 5, 0], \"category_id\": 3, \"id\": 12, \"ignore\": false}], \"categories\": [{\"id\": 90,"
                    + " \"name\": \"brush\"}, {\"id\": 3, \"name\": \"car\"}]}";
    private static final String YOLO_TEXT =
            "0 0.5 0.5 0.25 0.5\n1 .1 .1 .5 .1 .5 .5\r\n0 .1 .1 .5 .1 .5 .5 .1 .5\n\n1 0.25 0.5 1e-1 0.125\n";
    private static final String YAML_TEXT =
            "path: ../set\ntrain: [images/train]\nnc: 3\nnames:\n  0: cat\n  1: \"caf\\xE9\"\n  2: 'cow''s'\n"
                    + "kpt_shape: [17, 3]\nother: &a {x: [1, 2], y: *b, b: &b z}\n";

    @TempDir(factory = MemoryFolder.class)
    Path root;

    private final List<byte[]> photos = new ArrayList<>();
    private final SecondVoc voc;

    LabelMutationTest() throws ParserConfigurationException {
        voc = new SecondVoc();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void mutationsAreReadOrRefused(Kind kind) throws Exception {
        prepare();
        var memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        SeedRange.of(kind.name().toLowerCase(Locale.ROOT), SEEDS).run(seed -> {
            byte[] input = input(kind, seed);
            long bytes = memory.getCurrentThreadAllocatedBytes();
            long start = memory.getCurrentThreadCpuTime();
            try {
                read(kind, input);
            } catch (DataException e) {
                if (e.getMessage().isBlank() || e.getMessage().length() > 2000) {
                    fail(kind + ", seed " + seed + ": " + e.getMessage());
                }
            } catch (RuntimeException | Error e) {
                fail(kind + ", seed " + seed + ": " + e, e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            long nanos = memory.getCurrentThreadCpuTime() - start;
            long reserved = memory.getCurrentThreadAllocatedBytes() - bytes;
            if (nanos > MOST_NANOS || reserved > MOST_BYTES + BYTES_OF_A_FAULT * lines(input)) {
                fail(kind + ", seed " + seed + ": " + nanos / 1_000_000 + " ms, " + reserved + " bytes");
            }
        });
    }

    private static long lines(byte[] input) {
        long lines = 1;
        for (byte b : input) {
            lines += b == '\n' || b == '\r' ? 1 : 0;
        }
        return lines;
    }

    /** One seed by itself gives what it gives in a range. */
    @Test
    void aSeedSaysItsInput() throws IOException {
        prepare();
        for (Kind kind : Kind.values()) {
            assertThat(input(kind, 77)).isEqualTo(input(kind, 77)).isNotEqualTo(input(kind, 78));
        }
    }

    private void prepare() throws IOException {
        LabelTree tree = new LabelTree(root);
        for (Kind kind : Kind.values()) {
            tree.text(kind.file, kind.good);
        }
        tree.text("set/labels/a.txt", "0 .5 .5 1 1");
        tree.text("table/a.txt", "0 .5 .5 1 1");
        for (String form : List.of("jpg", "png", "gif", "bmp", "tiff")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), form, out);
            photos.add(out.toByteArray());
        }
        photos.add(ImageSizeTest.heif("heic", true));
        photos.add(ImageSizeTest.bytes("52494646 16000000 57454250 56503820 0A000000 000000 9D012A 8002 2001"));
        photos.add(ImageSizeTest.bytes("52494646 11000000 57454250 5650384C 05000000 2F 7FC24700"));
        photos.add(ImageSizeTest.bytes("52494646 16000000 57454250 56503858 0A000000 00000000 7F0200 1F0100"));
    }

    private byte[] input(Kind kind, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 31 + kind.ordinal());
        byte[] good = kind == Kind.PHOTO
                ? photos.get(random.nextInt(photos.size()))
                : kind.good.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = good;
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            bytes = mutated(bytes, kind, random);
        }
        return bytes;
    }

    private static byte[] mutated(byte[] bytes, Kind kind, SplittableRandom random) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(1, 40));
        byte[] part = Arrays.copyOfRange(bytes, at, to);
        switch (random.nextInt(8)) {
            case 0 -> { // a byte, anything
                byte[] copy = bytes.clone();
                if (at < copy.length) {
                    copy[at] = (byte) random.nextInt();
                }
                return copy;
            }
            case 1 -> { // a bit
                byte[] copy = bytes.clone();
                if (at < copy.length) {
                    copy[at] ^= (byte) (1 << random.nextInt(8));
                }
                return copy;
            }
            case 2 -> {
                return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : spliced(bytes, at, to, new byte[0]);
            }
            case 3 -> { // there twice, or very often
                byte[] often = new byte[part.length * (random.nextInt(50) == 0 ? 2000 : 1)];
                for (int i = 0; i < often.length; i++) {
                    often[i] = part[i % part.length];
                }
                return spliced(bytes, at, at, often);
            }
            case 4 -> { // moved
                byte[] without = spliced(bytes, at, to, new byte[0]);
                int there = random.nextInt(without.length + 1);
                return spliced(without, there, there, part);
            }
            case 5 -> { // a number of four bytes, at its ends
                byte[] copy = bytes.clone();
                int value = new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1}[random.nextInt(5)];
                for (int i = 0; i < 4 && at + i < copy.length; i++) {
                    copy[at + i] = (byte) (value >> 8 * i);
                }
                return copy;
            }
            default -> {
                byte[] token = kind.tokens.get(random.nextInt(kind.tokens.size()));
                return spliced(bytes, at, random.nextBoolean() ? at : to, token);
            }
        }
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }

    private void read(Kind kind, byte[] input) throws IOException {
        Path file = Files.write(root.resolve(kind.file), input);
        LabelOptions skipping = LabelOptions.defaults().withSkipFaulty(true);
        switch (kind) {
            case COCO -> {
                Labels labels = Labels.open(file, skipping);
                check(labels);
                SecondCoco.compare(input, labels);
            }
            case YOLO -> yolo(input, skipping.withPhotoSize(64, 48).withRotated(input.length % 2 == 0));
            case VOC -> {
                Labels labels = Labels.open(root.resolve("voc"), skipping);
                check(labels);
                voc.compare(input, labels);
            }
            case YAML -> SecondTexts.yaml(input, YamlReader.read(file).names());
            case TABLE -> SecondTexts.table(input, SizeTable.read(file, file.getParent(), new Remarks(false)), "table");
            case PHOTO -> photo(file, input);
        }
    }

    /** What every reader promises. */
    private static void check(Labels labels) {
        for (int i = 0; i < labels.boxes(); i++) {
            assertThat(labels.x2()[i] - labels.x1()[i]).isBetween(0.0, 2e9);
            assertThat(labels.y2()[i] - labels.y1()[i]).isBetween(0.0, 2e9);
            assertThat(labels.classIndex()[i]).isBetween(0, labels.classNames().size() - 1);
            assertThat(labels.place(i)).isNotBlank();
        }
        assertThat(labels.remarks().notes()).allSatisfy(note -> assertThat(note).hasSizeLessThan(2000));
    }

    private void yolo(byte[] input, LabelOptions options) {
        Labels labels = Labels.open(root.resolve("labels"), options);
        check(labels);
        SecondTexts.yolo(input, labels, 64, 48);
        if (options.rotated()) {
            RotatedBoxes boxes = new Letterbox(Letterbox.Mode.STRETCH, 64, 64).rotate(labels);
            for (int i = 0; i < labels.boxes(); i++) {
                assertThat(boxes.w()[i]).isBetween(0f, 1000f);
                assertThat(boxes.h()[i]).isBetween(0f, 1000f);
                assertThat(boxes.cx()[i] + boxes.cy()[i]).isFinite();
                assertThat(boxes.angle()[i]).isBetween(-.7854f, 2.3563f);
            }
        }
    }

    private static void photo(Path file, byte[] input) throws IOException {
        ImageSize size = ImageSize.read(file);
        assertThat(size.width()).isPositive();
        assertThat(size.height()).isPositive();
        SecondPhoto.compare(input, size);
    }
}
