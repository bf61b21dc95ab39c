/**
 * DETR's and Deformable-DETR's exact one-to-one matching of queries.
 *
 * <p>Start reading at {@link HungarianAssigner}. There is no grid: units are queries.
 */
package dev.duet.assign.detr;
