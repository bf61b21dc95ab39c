package dev.duet.io.image;

import dev.duet.io.DataException;
import dev.duet.io.FolderWalk;
import dev.duet.io.Names;
import dev.duet.io.PlainLinks;
import dev.duet.io.labels.Labels;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the photo of an image of the labels. A photo belongs to an image by its whole path, never by the last part alone:
 *
 * <ul>
 *   <li>to a label file {@code labels/train/a.txt}: the photo {@code a} beside it, in {@code images/train}, or in the folder {@code
 *       images} or {@code JPEGImages} in or beside the folder that was given, at the same path below it;
 *   <li>to the file name of a COCO file: that path below the folder of the file, below the one above, or below {@code images} or the
 *       folder of the split in either ({@code instances_train2017.json}: {@code train2017}).
 * </ul>
 *
 * <p>Where the folder of the photos is given, only it is looked in: at that path, or, where no other image has the last part of the path,
 * directly.
 */
public final class PhotoIndex {
    private static final Set<String> SUFFIXES =
            Set.of("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff", "avif", "heic", "heif", "mpo");
    private static final List<String> PHOTO_FOLDERS = List.of("images", "JPEGImages");
    private static final Map<String, List<String>> SWAPS =
            Map.of("labels", List.of("images"), "Annotations", List.of("JPEGImages", "images"));

    private final Path source;
    private final boolean oneFile;
    private final Path photos;
    private final Iterable<String> names;
    private final List<Path> roots;
    /** Photos of a folder by their names without suffix: a path, or a list of those that share one. */
    private final Map<Path, Map<String, Object>> folders = new HashMap<>();
    /** Last parts that several images have; null until somebody asks. */
    private Set<String> repeated;

    /** Looks for the photos of {@code labels}, in the folder {@code photos} or, where it is null, in the usual places. */
    public PhotoIndex(Labels labels, Path photos) {
        this(labels.source(), !labels.hasFiles(), photos, labels.keys());
    }

    /**
     * For labels that are being read.
     *
     * @param oneFile whether the source is a file for all images, not a folder
     * @param names of all images
     */
    public PhotoIndex(Path source, boolean oneFile, Path photos, Iterable<String> names) {
        this.source = source.toAbsolutePath().normalize();
        this.oneFile = oneFile;
        this.photos = photos;
        this.names = names;
        this.roots = oneFile ? rootsOfFile() : rootsOfFolder();
    }

    /**
     * The photo of an image.
     *
     * @throws DataException if several photos differ in their suffix only
     */
    public Optional<Path> find(Labels labels, int image) {
        return Optional.ofNullable(find(labels.key(image), labels.name(image)));
    }

    /** Whether a file name has the suffix of a photo. */
    public static boolean isPhoto(String name) {
        return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                && name.lastIndexOf('.') > 0;
    }

    /** A photo's name without its suffix; other names as they are. */
    public static String withoutPhotoSuffix(String name) {
        return isPhoto(Names.last(name)) ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    /**
     * The photo, or null.
     *
     * @param key path without suffix, below the folder of the labels or the photos
     * @param name of the image; its suffix decides where it is that of a photo
     */
    public Path find(String key, String name) {
        Path photo = byPath(key, name);
        if (photo == null && !oneFile) {
            String named = key.substring(0, key.lastIndexOf('/') + 1) + withoutPhotoSuffix(Names.last(name));
            photo = named.equals(key) ? null : byPath(named, name); // VOC files say the name of their photo
        }
        return photo;
    }

    private Path byPath(String key, String name) {
        String[] parts = key.replace('\\', '/').split("/", -1);
        String suffixed = isPhoto(Names.last(name)) ? Names.last(name) : null;
        String stem = parts[parts.length - 1];
        for (Path root : photos != null ? List.of(photos) : roots) {
            Path folder = folder(root, parts);
            Path photo = folder == null ? null : in(folder, stem, suffixed);
            if (photo != null) {
                return photo;
            }
        }
        if (photos != null) {
            return parts.length > 1 && !isRepeated(stem) ? in(photos, stem, suffixed) : null;
        }
        if (!oneFile) {
            Path folder = folder(source, parts);
            for (Path swapped : folder == null ? List.<Path>of() : swapped(folder)) {
                Path photo = in(PlainLinks.follow(swapped), stem, suffixed);
                if (photo != null) {
                    return photo;
                }
            }
        }
        return null;
    }

    /** The folder of a path; null if it is not there or the path leads upwards. */
    private static Path folder(Path root, String[] parts) {
        Path at = root;
        for (int i = 0; i < parts.length - 1 && at != null; i++) {
            if (parts[i].equals("..")) {
                return null;
            }
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                at = child(at, parts[i]);
                at = at == null ? null : PlainLinks.follow(at);
            }
        }
        return at;
    }

    /** A part below a folder; null where the JVM's encoding of file names cannot express it and none of that name is listed. */
    private static Path child(Path folder, String name) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            List<FolderWalk.Found> same = FolderWalk.listOne(folder, name::equals);
            return same.isEmpty() ? null : same.getFirst().path();
        }
    }

    @SuppressWarnings("unchecked")
    private Path in(Path folder, String stem, String suffixed) {
        Object there = folders.computeIfAbsent(folder, PhotoIndex::list).get(stem);
        if (!(there instanceof List<?>)) {
            Path only = (Path) there;
            // A name with a photo's suffix means that file, where one label file means a photo whatever its suffix.
            return only == null
                            || !oneFile
                            || suffixed == null
                            || Names.of(only).equals(suffixed)
                    ? only
                    : null;
        }
        List<Path> several = (List<Path>) there;
        for (Path photo : several) {
            if (suffixed != null && Names.of(photo).equals(suffixed)) {
                return photo;
            }
        }
        if (oneFile && suffixed != null) {
            return null;
        }
        throw new DataException("'" + Names.shown(stem) + "' fits the photos " + several.getFirst() + " and "
                + several.get(1) + "; one name stands for one photo");
    }

    private static Map<String, Object> list(Path folder) {
        Map<String, Object> byStem = new HashMap<>();
        for (FolderWalk.Found file : FolderWalk.listOne(folder, name -> isPhoto(name) && !name.startsWith("._"))) {
            byStem.merge(Names.stem(file.name()), file.path(), (old, next) -> {
                List<Object> several = new ArrayList<>(old instanceof List<?> list ? list : List.of(old));
                several.add(next);
                return several;
            });
        }
        return byStem;
    }

    private boolean isRepeated(String stem) {
        if (repeated == null) {
            repeated = new HashSet<>();
            Set<String> seen = new HashSet<>();
            for (String name : names) {
                String last = Names.stem(name);
                if (!seen.add(last)) {
                    repeated.add(last);
                }
            }
        }
        return repeated.contains(stem);
    }

    /** Folders in which the photos of a folder of label files may begin. */
    private List<Path> rootsOfFolder() {
        Set<Path> found = new LinkedHashSet<>();
        found.add(source);
        found.addAll(swapped(source));
        for (String images : PHOTO_FOLDERS) {
            found.add(source.resolve(images));
            Path beside = source.resolveSibling(images);
            Path same = source.getFileName() == null ? beside : beside.resolve(source.getFileName());
            found.add(Files.isDirectory(PlainLinks.follow(same)) ? same : beside);
        }
        return found.stream()
                .map(PlainLinks::follow)
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    /** Folders in which the paths of a COCO file may begin. */
    private List<Path> rootsOfFile() {
        Path folder = source.getParent();
        String stem = Names.stem(Names.of(source));
        String split = stem.substring(stem.lastIndexOf('_') + 1);
        Set<Path> found = new LinkedHashSet<>();
        for (Path base : folder.getParent() == null ? List.of(folder) : List.of(folder, folder.getParent())) {
            found.add(base);
            for (String name : List.of("images", "JPEGImages", split, "images/" + split)) {
                Path below = child(base, name);
                if (below != null) {
                    found.add(below);
                }
            }
        }
        return found.stream()
                .map(PlainLinks::follow)
                .filter(Files::isDirectory)
                .distinct()
                .toList();
    }

    /** Where data sets keep the photos of a folder of label files: the last part {@code labels} of its path is another there. */
    static List<Path> swapped(Path folder) {
        for (int i = folder.getNameCount() - 1; i >= 0; i--) {
            List<String> others = SWAPS.get(folder.getName(i).toString());
            if (others != null) {
                Path before = i == 0 ? folder.getRoot() : folder.getRoot().resolve(folder.subpath(0, i));
                Path after = i + 1 == folder.getNameCount() ? null : folder.subpath(i + 1, folder.getNameCount());
                return others.stream()
                        .map(other -> after == null
                                ? before.resolve(other)
                                : before.resolve(other).resolve(after))
                        .toList();
            }
        }
        return List.of();
    }

    /** The folders of photos that belong to a folder of label files; for finding photos without label files. */
    public List<Path> roots() {
        return photos != null ? List.of(photos) : roots;
    }
}
