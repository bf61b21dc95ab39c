package dev.duet.io;

/**
 * Libraries, and modules of the JDK, that only some readers and writers need: the engine does without all of them, and so does a
 * program that depends on it. docs/dependencies.md says which part needs which.
 */
public enum Library {
    /** JSON: COCO labels, recipes, requests, results and reports as JSON. */
    JACKSON("JSON", "tools.jackson.core.json.JsonFactory", "tools.jackson.core:jackson-core", "tools.jackson.core"),
    /** Growing columns of primitive values while labels are read. */
    FASTUTIL(
            "reading labels",
            "it.unimi.dsi.fastutil.ints.IntArrayList",
            "it.unimi.dsi:fastutil-core",
            "it.unimi.dsi.fastutil.core"),
    SNAKEYAML("data.yaml", "org.yaml.snakeyaml.Yaml", "org.yaml:snakeyaml", "org.yaml.snakeyaml"),
    METADATA_EXTRACTOR(
            "the size of a WebP, TIFF, BMP or GIF photo",
            "com.drew.metadata.Metadata",
            "com.drewnoakes:metadata-extractor",
            "metadata.extractor"),
    /** Of the JDK; not in a runtime image that was made without it. */
    XML("Pascal VOC", "javax.xml.stream.XMLInputFactory", null, "java.xml"),
    /** Of the JDK; not in a runtime image that was made without it. */
    DESKTOP("PNG", "javax.imageio.ImageIO", null, "java.desktop");

    private final String use;
    private final String probe;
    private final String artifact;
    private final String module;

    Library(String use, String probe, String artifact, String module) {
        this.use = use;
        this.probe = probe;
        this.artifact = artifact;
        this.module = module;
    }

    /**
     * Makes sure that the library is there, before a class that needs it is touched.
     *
     * @throws MissingLibraryException if it is not; the sentence says what for, and what to add
     */
    public void require() {
        try {
            Class.forName(probe, false, Library.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new MissingLibraryException(
                    use + " needs "
                            + (artifact == null
                                    ? "the module " + module
                                            + " of the JDK, which this Java runs without: add it to the runtime image,"
                                            + " or start java with --add-modules " + module
                                    : artifact + ": add it to the class path, or to the module path with --add-modules "
                                            + module),
                    e);
        }
    }
}
