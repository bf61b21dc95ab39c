/**
 * What all readers and writers share: files that appear whole or not at all, limits, remarks, progress, and how a fault is told.
 *
 * <p>Start reading at {@link DataException}: whatever is wrong with a file is one, and it names the file, the array or line, and the
 * value. {@link dev.duet.io.npz.Npz} and {@link dev.duet.io.npz.NpzWriter} read and write arrays. {@link
 * dev.duet.io.labels.Labels#open} reads COCO JSON, YOLO txt and Pascal VOC XML into one flat structure in pixels of the photos, which
 * {@link dev.duet.io.labels.Letterbox} places on the detector's canvas.
 */
package dev.duet.io;
