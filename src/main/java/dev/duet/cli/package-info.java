/**
 * The command {@code duet}: parse, call, print; no arithmetic.
 *
 * <p>Start reading at {@link Main}. Exit codes and streams are kept in one place ({@code Trouble}, {@code Outputs}).
 */
package dev.duet.cli;
