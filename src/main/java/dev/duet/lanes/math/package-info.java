/**
 * log, exp, arc tangent, logistic functions, and sums in double, over arrays.
 *
 * <p>Start reading at {@link ExpLog}. Every lane has the bits of the scalar twin, at every width; error bounds are in the javadoc.
 */
package dev.duet.lanes.math;
