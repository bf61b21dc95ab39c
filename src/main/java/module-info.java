/**
 * Duet: label assignment of detectors on CPU. {@code dev.duet.api} is the library; {@code dev.duet.assign.stage} holds the stages that
 * recipes are made of; {@code dev.duet.io} reads and writes files; {@code dev.duet.report} counts and draws; {@code
 * dev.duet.explorer} is the local page; {@code dev.duet.cli} is the command line.
 */
module dev.duet {
    requires info.picocli;
    requires it.unimi.dsi.fastutil.core;
    requires java.desktop;
    requires java.xml;
    requires jdk.httpserver;
    requires jdk.incubator.vector;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires metadata.extractor;
    requires org.yaml.snakeyaml;
    requires tools.jackson.core;

    exports dev.duet.api;
    exports dev.duet.assign;
    exports dev.duet.assign.stage;
    exports dev.duet.io;
    exports dev.duet.io.cases;
    exports dev.duet.io.image;
    exports dev.duet.io.labels;
    exports dev.duet.io.npz;
    exports dev.duet.io.recipe;
    exports dev.duet.io.result;
    exports dev.duet.python;

    opens dev.duet.cli to
            info.picocli;
    opens dev.duet.cli.options to
            info.picocli;
}
