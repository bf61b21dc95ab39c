/**
 * YOLOv5's match lists: anchors whose sides fit, in the centre cell and its nearer neighbours.
 *
 * <p>Start reading at {@link AnchorMatch}. A unit may be matched several times; the list keeps the original's order.
 */
package dev.duet.assign.yolov5;
