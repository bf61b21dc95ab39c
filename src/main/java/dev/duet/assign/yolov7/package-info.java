/**
 * YOLOv7's SimOTA over nominated anchors, for its lead and auxiliary heads.
 *
 * <p>Start reading at {@link NominationAssigner}. A unit nominated twice is two places.
 */
package dev.duet.assign.yolov7;
