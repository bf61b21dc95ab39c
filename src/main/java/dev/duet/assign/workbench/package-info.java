/**
 * What several families work with: GTs of the image in hand as columns, boxes, claims, class terms, dynamic k, one-to-one solving.
 *
 * <p>Start reading at {@link Spans}: the rectangles of cells from which most families take their candidates. Objects here belong to one
 * worker and grow only.
 */
package dev.duet.assign.workbench;
