package dev.duet.io.image;

import com.drew.imaging.riff.RiffProcessingException;
import com.drew.imaging.riff.RiffReader;
import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.RandomAccessFileReader;
import com.drew.lang.RandomAccessReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.bmp.BmpHeaderDirectory;
import com.drew.metadata.bmp.BmpReader;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.gif.GifHeaderDirectory;
import com.drew.metadata.gif.GifReader;
import com.drew.metadata.tiff.DirectoryTiffHandler;
import com.drew.metadata.webp.WebpDirectory;
import com.drew.metadata.webp.WebpRiffHandler;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Set;

/** Sizes by the metadata library: BMP, GIF, WebP from the first bytes of a file, TIFF wherever its directory lies. */
final class LibraryHeaders {
    private LibraryHeaders() {}

    static ImageSize bmp(byte[] head) {
        Metadata data = new Metadata();
        new BmpReader().extract(new HeadReader(head), data);
        BmpHeaderDirectory directory = data.getFirstDirectoryOfType(BmpHeaderDirectory.class);
        ImageSize size = size(directory, BmpHeaderDirectory.TAG_IMAGE_WIDTH, BmpHeaderDirectory.TAG_IMAGE_HEIGHT);
        // A negative height means that the top row comes first.
        return size == null || size.height() == Integer.MIN_VALUE
                ? null
                : new ImageSize(size.width(), Math.abs(size.height()));
    }

    static ImageSize gif(byte[] head) {
        Metadata data = new Metadata();
        new GifReader().extract(new HeadReader(head), data);
        return size(
                data.getFirstDirectoryOfType(GifHeaderDirectory.class),
                GifHeaderDirectory.TAG_IMAGE_WIDTH,
                GifHeaderDirectory.TAG_IMAGE_HEIGHT);
    }

    static ImageSize webp(byte[] head) throws IOException {
        Metadata data = new Metadata();
        try {
            new RiffReader().processRiff(new HeadReader(head), new SizesOnly(data));
        } catch (RiffProcessingException | IOException e) {
            // The end of the head: what came before it counts.
            data.getDirectoryCount();
        }
        ImageSize size = size(
                data.getFirstDirectoryOfType(WebpDirectory.class),
                WebpDirectory.TAG_IMAGE_WIDTH,
                WebpDirectory.TAG_IMAGE_HEIGHT);
        // In a lossy image the upper two bits say how to scale it; the library leaves them in.
        boolean lossy = head.length > 15 && head[15] == ' ';
        return size == null || !lossy ? size : new ImageSize(size.width() & 0x3FFF, size.height() & 0x3FFF);
    }

    /** Without the chunks that hold metadata of other forms. */
    private static final class SizesOnly extends WebpRiffHandler {
        SizesOnly(Metadata data) {
            super(data);
        }

        @Override
        public boolean shouldAcceptChunk(String kind) {
            return kind.startsWith("VP8") && super.shouldAcceptChunk(kind);
        }
    }

    static ImageSize tiff(Path file) throws IOException {
        Metadata data = new Metadata();
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            new TiffReader().processTiff(new RandomAccessFileReader(in), new FirstDirectory(data), 0);
        } catch (TiffProcessingException e) {
            return null;
        }
        return size(
                data.getFirstDirectoryOfType(ExifIFD0Directory.class),
                ExifIFD0Directory.TAG_IMAGE_WIDTH,
                ExifIFD0Directory.TAG_IMAGE_HEIGHT);
    }

    /** Width and height of the first directory; nothing else is looked at. */
    private static final class FirstDirectory extends DirectoryTiffHandler {
        FirstDirectory(Metadata data) {
            super(data, null);
            pushDirectory(ExifIFD0Directory.class);
        }

        @Override
        public void setTiffMarker(int marker) throws TiffProcessingException {
            if (marker != 42) {
                throw new TiffProcessingException("not TIFF");
            }
        }

        @Override
        public boolean tryEnterSubIfd(int tag) {
            return false;
        }

        @Override
        public boolean hasFollowerIfd() {
            return false;
        }

        @Override
        public Long tryCustomProcessFormat(int tag, int format, long count) {
            return null;
        }

        @Override
        public boolean customProcessTag(
                int offset, Set<Integer> done, int start, RandomAccessReader reader, int tag, int bytes) {
            boolean wanted = tag == ExifIFD0Directory.TAG_IMAGE_WIDTH || tag == ExifIFD0Directory.TAG_IMAGE_HEIGHT;
            return !wanted || bytes > Long.BYTES;
        }
    }

    private static ImageSize size(Directory directory, int width, int height) {
        Long w = directory == null ? null : directory.getLongObject(width);
        Long h = directory == null ? null : directory.getLongObject(height);
        return w == null || h == null || w != w.intValue() || h != h.intValue()
                ? null
                : new ImageSize(w.intValue(), h.intValue());
    }
}
