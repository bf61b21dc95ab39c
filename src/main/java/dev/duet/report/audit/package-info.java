/**
 * Boxes of a data set that get nothing, by size, class and level.
 *
 * <p>Start reading at {@link Audit}.
 */
package dev.duet.report.audit;
