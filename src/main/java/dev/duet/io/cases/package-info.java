/**
 * A batch from files: case files, and simulated cases for {@code duet bench}.
 *
 * <p>Start reading at {@link CaseFile}.
 */
package dev.duet.io.cases;
