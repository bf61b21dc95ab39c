/**
 * Duet: label assignment of detectors on CPU. {@code dev.duet.api} is the library; {@code dev.duet.assign} holds the stages that
 * recipes are made of.
 */
module dev.duet {
    requires jdk.incubator.vector;

    exports dev.duet.api;
    exports dev.duet.assign;
}
