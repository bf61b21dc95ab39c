/**
 * ATSS: the nearest anchors of every level, and the mean + deviation of their overlaps as each GT's own threshold.
 *
 * <p>Start reading at {@link AtssAssigner}.
 */
package dev.duet.assign.atss;
