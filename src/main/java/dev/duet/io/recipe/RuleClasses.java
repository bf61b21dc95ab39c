package dev.duet.io.recipe;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Classes of rules of one's own: folders of classes and jars beside Duet's own classes, which come first. As context class loader of the
 * thread it serves {@link RecipeFile}. Paths are looked at when a class is first asked for.
 */
public final class RuleClasses extends URLClassLoader {
    private final Supplier<List<String>> paths;
    private boolean opened;
    private boolean used;

    /** @param paths folders and jars, asked for once */
    public RuleClasses(Supplier<List<String>> paths) {
        super("rules", new URL[0], RuleClasses.class.getClassLoader());
        this.paths = paths;
    }

    /** Classes in these folders and jars, which are there. */
    public static RuleClasses of(String... paths) {
        RuleClasses classes = new RuleClasses(() -> List.of(paths));
        classes.open();
        return classes;
    }

    /**
     * Looks at the paths.
     *
     * @throws IllegalArgumentException if one is neither a folder nor a jar
     */
    public synchronized void open() {
        if (!opened) {
            opened = true;
            paths.get().forEach(path -> addURL(url(path)));
        }
    }

    /** Whether a class was found there. */
    public synchronized boolean isUsed() {
        return used;
    }

    @Override
    protected synchronized Class<?> findClass(String name) throws ClassNotFoundException {
        open();
        Class<?> found = super.findClass(name);
        used = true;
        return found;
    }

    private static URL url(String path) {
        Path file = Path.of(path);
        boolean jar = path.toLowerCase(Locale.ROOT).endsWith(".jar") && Files.isRegularFile(file);
        if (path.isEmpty() || !jar && !Files.isDirectory(file)) {
            throw new IllegalArgumentException("class path: '" + path + "' is "
                    + (!path.isEmpty() && Files.exists(file) ? "neither a folder nor a jar" : "not there")
                    + "; folders of classes and jars are taken, with '" + File.pathSeparator + "' between them");
        }
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError("a file has an address", e);
        }
    }
}
