package dev.duet.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the photo of a label file: beside it, or in the folders where YOLO data sets keep photos - the folder whose
 * path has {@code images} for {@code labels}, or a folder {@code images} beside or in the label folder.
 */
public final class PhotoIndex {
    private static final Pattern PHOTO = Pattern.compile("(?i).+\\.(jpe?g|png|bmp|gif|webp)");

    /** One per place, first place first: photo by path below the place, and by stem where no other has that stem. */
    private final List<Map<String, Path>> places = new ArrayList<>();

    /** Lists the photos of all places of {@code folder}, which is where the label files are. */
    public PhotoIndex(Path folder) {
        for (Path place : candidates(folder.toAbsolutePath().normalize())) {
            if (Files.isDirectory(place)) {
                places.add(list(place));
            }
        }
    }

    /** The photo for the label file whose path below the label folder, without suffix, is {@code key}. */
    public Optional<Path> find(String key) {
        for (Map<String, Path> place : places) {
            Path photo = place.get(key);
            if (photo == null) {
                photo = place.get("*/" + Names.stem(key + ".txt"));
            }
            if (photo != null) {
                return Optional.of(photo);
            }
        }
        return Optional.empty();
    }

    /** Whether a file name has the suffix of a photo. */
    static boolean isPhoto(String name) {
        return PHOTO.matcher(name).matches();
    }

    private static Set<Path> candidates(Path folder) {
        Set<Path> candidates = new LinkedHashSet<>();
        candidates.add(folder);
        for (int i = folder.getNameCount() - 1; i >= 0; i--) {
            if (folder.getName(i).toString().equals("labels")) {
                Path swapped = folder.getRoot();
                for (int j = 0; j < folder.getNameCount(); j++) {
                    swapped = swapped.resolve(
                            j == i ? "images" : folder.getName(j).toString());
                }
                candidates.add(swapped);
                break;
            }
        }
        candidates.add(folder.resolveSibling("images").resolve(String.valueOf(folder.getFileName())));
        candidates.add(folder.resolveSibling("images"));
        return candidates;
    }

    private static Map<String, Path> list(Path place) {
        Map<String, Path> photos = new HashMap<>();
        Map<String, Path> byStem = new HashMap<>();
        try (Stream<Path> files = Files.walk(place)) {
            files.filter(file -> isPhoto(file.getFileName().toString()))
                    .sorted()
                    .forEach(file -> {
                        photos.putIfAbsent(Names.key(place, file), file);
                        String stem = "*/" + Names.stem(file.getFileName().toString());
                        byStem.put(stem, byStem.containsKey(stem) ? null : file);
                    });
        } catch (IOException | UncheckedIOException e) {
            throw DataException.in(place, "cannot be listed", e);
        }
        byStem.values().removeIf(file -> file == null);
        photos.putAll(byStem);
        return photos;
    }
}
