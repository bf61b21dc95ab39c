/**
 * Anchors by highest overlap: RetinaNet's and SSD's thresholds (mmdetection's MaxIoU), and YOLOv3's grid assigner.
 *
 * <p>Start reading at {@link MaxOverlap}.
 */
package dev.duet.assign.maxiou;
