/**
 * Overlaps of many boxes with one: IoU, GIoU, CIoU, probabilistic IoU, and IoU of boxes that differ by their cell only.
 *
 * <p>Start reading at {@link PlainIou}. float32 in the order of the originals, no fused multiply-add.
 */
package dev.duet.lanes.overlap;
