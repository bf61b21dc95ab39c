/**
 * Geometry over grids: boxes decoded from cells, and which of very many boxes may meet a few.
 *
 * <p>Start reading at {@link BoxWindows}.
 */
package dev.duet.lanes.cells;
