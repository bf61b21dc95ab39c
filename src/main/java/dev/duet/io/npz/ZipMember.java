package dev.duet.io.npz;

/**
 * One file inside a zip, or a whole plain file taken as one.
 *
 * @param name the name in the zip
 * @param stored whether the bytes lie there as they are; otherwise they are deflated
 * @param header where the local header begins; -1 for a plain file, which has none
 * @param packed bytes in the zip
 * @param size bytes when unpacked
 * @param crc the CRC-32 of the unpacked bytes; -1 where there is none
 */
record ZipMember(String name, boolean stored, long header, long packed, long size, long crc) {

    /** A plain file as a member. */
    static ZipMember plain(String name, long size) {
        return new ZipMember(name, true, -1, size, size, -1);
    }
}
