/**
 * Duet: label assignment of detectors on CPU. {@code dev.duet.api} is the library, and needs the vector module alone; {@code
 * dev.duet.assign.stage} holds the stages that recipes are made of, {@code dev.duet.assign.rule} the interfaces for stages of one's own;
 * {@code dev.duet.io} reads and writes files; {@code dev.duet.report} counts and draws; {@code dev.duet.explorer} is the local page; {@code
 * dev.duet.cli} is the command line. What is required statically belongs to these, not to the engine: docs/dependencies.md says which part
 * needs which.
 */
module dev.duet {
    requires jdk.incubator.vector;
    requires static info.picocli;
    requires static it.unimi.dsi.fastutil.core;
    requires static java.desktop;
    requires static java.xml;
    requires static jdk.httpserver;
    requires static jdk.management;
    requires static me.tongfei.progressbar;
    requires static metadata.extractor;
    requires static org.yaml.snakeyaml;
    requires static tools.jackson.core;

    exports dev.duet.api;
    exports dev.duet.assign;
    exports dev.duet.assign.rule;
    exports dev.duet.assign.stage;
    exports dev.duet.io;
    exports dev.duet.io.cases;
    exports dev.duet.io.image;
    exports dev.duet.io.labels;
    exports dev.duet.io.npz;
    exports dev.duet.io.recipe;
    exports dev.duet.io.result;
    exports dev.duet.python;
    exports dev.duet.report;
    exports dev.duet.report.audit;
    exports dev.duet.report.compare;
    exports dev.duet.report.picture;

    opens dev.duet.cli to
            info.picocli;
    opens dev.duet.cli.options to
            info.picocli;
}
