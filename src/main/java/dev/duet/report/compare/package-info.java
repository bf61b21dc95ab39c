/**
 * Several systems on the same images, side by side, and how far they agree.
 *
 * <p>Start reading at {@link Comparison}.
 */
package dev.duet.report.compare;
