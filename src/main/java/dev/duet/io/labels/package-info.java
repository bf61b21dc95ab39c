/**
 * Labels from COCO JSON, YOLO txt and Pascal VOC XML as one flat structure, and their place on the detector's canvas.
 *
 * <p>Start reading at {@link Labels}. Whatever is left out is counted and told as a remark.
 */
package dev.duet.io.labels;
