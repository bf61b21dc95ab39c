/** Duet: label assignment of detectors on CPU. */
module dev.duet {
    requires it.unimi.dsi.fastutil.core;
    requires java.xml;
    requires jdk.incubator.vector;
    requires tools.jackson.core;

    exports dev.duet.io;
}
