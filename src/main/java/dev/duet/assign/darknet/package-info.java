/**
 * YOLOv1 to YOLOv4 as darknet trains them, and PP-YOLO: centre cells, anchors' shapes, units ignored by overlap, class bits.
 *
 * <p>Start reading at {@link DarknetLayers}. GTs are prepared as darknet reads them: clipped, of a minimum size, capped.
 */
package dev.duet.assign.darknet;
