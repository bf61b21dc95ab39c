/**
 * Assignments as files: {@code .npz} arrays and {@code .json}.
 *
 * <p>Start reading at {@link AssignmentFile}. A file appears when it is whole, or not at all.
 */
package dev.duet.io.result;
