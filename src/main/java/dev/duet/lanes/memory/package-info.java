/**
 * Floats where they lie (arrays or memory segments), copies of rows, and how loops over buffers run one after another.
 *
 * <p>Start reading at {@link Lanes}: the vector shape of this machine, and how arrays are padded to it. No vector crosses a call.
 */
package dev.duet.lanes.memory;
