/**
 * Scores and costs of (unit, GT) pairs: alignments, focal and cross-entropy terms, sums over classes once per unit.
 *
 * <p>Start reading at {@link PairCost}.
 */
package dev.duet.lanes.cost;
