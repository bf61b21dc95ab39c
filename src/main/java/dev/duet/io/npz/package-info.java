/**
 * numpy's {@code .npy} and {@code .npz}, read and written without a library.
 *
 * <p>Start reading at {@link Npz}. Sizes that a file claims are checked before memory is taken for them.
 */
package dev.duet.io.npz;
