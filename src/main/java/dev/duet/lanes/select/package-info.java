/**
 * Choosing from a buffer without sorting it: the k best, the best, ranks of costs, and whether all numbers are sane.
 *
 * <p>Start reading at {@link TopK}. Ties go to the lower position.
 */
package dev.duet.lanes.select;
