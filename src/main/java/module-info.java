/** Duet: label assignment of detectors on CPU. */
module dev.duet {
    requires jdk.incubator.vector;
}
