/**
 * Files in and out: numpy's {@code .npy} and {@code .npz}, and the three common forms of box labels.
 *
 * <p>{@link dev.duet.io.npz.Npz} and {@link dev.duet.io.npz.NpzWriter} read and write arrays. {@link dev.duet.io.labels.Labels#open}
 * reads COCO JSON, YOLO txt and Pascal VOC XML into one flat structure in pixels of the photos, which
 * {@link dev.duet.io.labels.Letterbox} places on the detector's canvas. Whatever is wrong with a file is a
 * {@link dev.duet.io.DataException} that names the file, the array or line, and the value.
 */
package dev.duet.io;
