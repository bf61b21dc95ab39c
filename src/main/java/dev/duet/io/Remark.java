package dev.duet.io;

/** What a reader of labels can have to say, and whether it is a fault of the files. */
public enum Remark {
    /** A fault: a file among labels or photos that cannot be read: not its form, not its encoding, not permitted. */
    BAD_FILE("files that cannot be read left out", true),
    /** A fault: a fifo, a device, a socket, a link to nothing. */
    NO_FILE("files that are no regular files not opened", true),
    /** A fault: two label files, or two photos, that one name stands for. */
    SAME_NAME("names that stand for several files left out", true),
    /** A fault: a row or an object whose class or numbers make no box. */
    BAD_BOX("boxes that are none left out", true),
    /** A fault: an annotation whose box is missing. */
    NO_BOX("annotations without a box left out", true),
    /** A fault: a class, a category, that the names or categories do not have. */
    UNKNOWN_CLASS("boxes of an unknown class left out", true),
    /** A fault: an annotation of an image that is not listed. */
    UNKNOWN_IMAGE("annotations of an unknown image left out", true),
    /** A fault: an image or a category without id, or with one that was there before. */
    BAD_ENTRY("images or categories that are not as they should be left out", true),
    /** A fault: class names, a table of sizes, that are not understood. */
    BAD_TABLE("rows or files of names and sizes that are not understood passed over", true),
    /** A fault: an image with boxes whose size in pixels nobody says. */
    NO_SIZE("images of unknown size left out with their boxes", true),
    /** Boxes that stand for a crowd; trainers leave them out. */
    CROWD("crowd boxes left out", false),
    /** Boxes marked {@code ignore: 1}. */
    IGNORED("boxes marked 'ignore' left out", false),
    /** Label files whose photo is not there; trainers look for photos and never see them. */
    NO_PHOTO("label files without a photo left out", false),
    /** Text files beside labels that are none: lists of photos, class names, notes. */
    OTHER_TEXT("text files that are not labels passed over", false),
    /** Files that macOS leaves beside others, {@code ._a.txt}. */
    APPLE_DOUBLE("'._' files passed over", false),
    /** Files and folders whose name begins with a dot, such as the copies in {@code .ipynb_checkpoints}; trainers do not see them. */
    HIDDEN("hidden files and folders passed over", false),
    /** Folders that a link leads to once more. */
    FOLDER_AGAIN("links to folders read already passed over", false),
    /** Files that hold the path of a folder, as links do where they were unpacked as text. */
    PLAIN_LINK("files that hold the path of a folder read as links to it", false),
    /** Photos without a label file: images without boxes. */
    BACKGROUND("photos without a label file taken as images without boxes", false),
    /** Rows that are polygons. */
    POLYGON("polygons taken as their boxes", false),
    /** Rows of four corners. */
    FOUR_CORNERS("rows of four corners taken as their boxes", false),
    /** Rows that are polygons, for systems on rotated boxes. */
    ROTATED_POLYGON("polygons taken as the least rotated boxes around them", false),
    /** Rows of four corners, for systems on rotated boxes. */
    ROTATED_CORNERS("rows of four corners taken as rotated boxes", false),
    /** Boxes without corners, for systems on rotated boxes. */
    UPRIGHT("boxes without corners taken as rotated by 0", false),
    /** Rows with keypoints. */
    POSE("boxes with keypoints, which are passed over", false),
    /** Rows with a confidence behind the box. */
    CONFIDENCE("boxes with a confidence, which is passed over", false),
    /** Annotation ids that were there before; the boxes are kept. */
    SAME_ID("annotations whose id another has; all are kept", false),
    /** Images that have no {@code file_name}. */
    NAMED_BY_URL("images without 'file_name' named by 'coco_url' or id", false),
    /** Sizes that the label files do not say. */
    SIZE_OF_PHOTO("image sizes that the labels do not say read from the photos", false),
    /** Sizes that the label files say, though one was given. */
    SIZE_KNOWN("image sizes taken from the labels, not from --photo-size", false),
    /** Elements of a VOC file that are there twice with the same text. */
    SAME_ELEMENT("elements that are there twice with one text", false);

    private final String text;
    private final boolean fault;

    Remark(String text, boolean fault) {
        this.text = text;
        this.fault = fault;
    }

    /** Whether it is wrong, so that a strict reader stops at it; else it is what trainers do as well. */
    public boolean isFault() {
        return fault;
    }

    /** What it is, to put behind a number, for example "crowd boxes left out". */
    public String text() {
        return text;
    }
}
