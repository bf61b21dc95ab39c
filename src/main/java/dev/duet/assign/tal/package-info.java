/**
 * Task-aligned assignment: TOOD, PPYOLOE, YOLOv6, and YOLOv8 to YOLO26 with their rotated models.
 *
 * <p>Start reading at {@link AlignedAssigner}.
 */
package dev.duet.assign.tal;
