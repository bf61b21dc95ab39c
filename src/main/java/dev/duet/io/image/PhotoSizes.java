package dev.duet.io.image;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.Remark;
import dev.duet.io.labels.LabelOptions;
import dev.duet.io.labels.LabelsBuilder;
import java.nio.file.Path;
import java.util.BitSet;

/** Sizes that COCO and VOC files do not say: from one size for all such photos, else from the photos' headers. */
public final class PhotoSizes {
    private PhotoSizes() {}

    /**
     * Fills in the sizes of images that have boxes; an image that stays without loses its boxes, where sizes are needed.
     *
     * @param oneFile whether one file holds all labels
     */
    public static void fill(LabelsBuilder labels, boolean oneFile) {
        LabelOptions options = labels.options;
        PhotoIndex photos = null;
        BitSet dropped = new BitSet();
        for (int image = 0; image < labels.names.size(); image++) {
            boolean empty = labels.offsets.getInt(image) == labels.offsets.getInt(image + 1);
            if (empty || labels.widths.getInt(image) > 0) {
                if (!empty && options.hasPhotoSize()) {
                    labels.remarks.add(Remark.SIZE_KNOWN, null);
                }
                continue;
            }
            ImageSize size = null;
            if (options.hasPhotoSize()) {
                size = new ImageSize(options.photoWidth(), options.photoHeight());
            } else {
                photos = photos != null
                        ? photos
                        : new PhotoIndex(
                                labels.source, oneFile, options.photos(), oneFile ? labels.names : labels.files);
                size = ofPhoto(labels, image, photos);
            }
            if (size != null) {
                labels.widths.set(image, size.width());
                labels.heights.set(image, size.height());
            } else if (options.needSizes()) {
                labels.remarks.fault(Remark.NO_SIZE, unknown(labels, image));
                dropped.set(image);
            }
        }
        labels.drop(dropped);
    }

    private static ImageSize ofPhoto(LabelsBuilder labels, int image, PhotoIndex photos) {
        String name = labels.names.get(image);
        boolean oneFile = labels.files.isEmpty();
        String key = oneFile ? PhotoIndex.withoutPhotoSuffix(name) : Names.withoutSuffix(labels.files.get(image));
        try {
            Path photo = photos.find(key, name);
            if (photo == null) {
                return null;
            }
            ImageSize size = ImageSize.read(photo);
            labels.remarks.add(Remark.SIZE_OF_PHOTO, photo.toString());
            return size;
        } catch (DataException e) {
            labels.remarks.fault(Remark.BAD_FILE, e);
            return null;
        }
    }

    private static DataException unknown(LabelsBuilder labels, int image) {
        String file = labels.files.isEmpty() ? labels.source.toString() : labels.source + "/" + labels.files.get(image);
        return new DataException(file + ": image '" + Names.shown(labels.names.get(image))
                + "' has boxes, but neither the labels nor a photo say its size; --photos says where photos lie,"
                + " --photo-size gives one size");
    }
}
