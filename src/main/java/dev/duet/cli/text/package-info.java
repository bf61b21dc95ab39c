/**
 * Tables, paragraphs, the progress line, and the words for stages.
 *
 * <p>Start reading at {@link TextTable}.
 */
package dev.duet.cli.text;
