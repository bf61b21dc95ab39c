/**
 * The Java side of the Python package: takes addresses of the caller's arrays and tensors, runs the engine on them where they lie and
 * writes results straight into memory the caller owns. Nothing here is checked twice: shapes and types are Python's to check, values
 * are the engine's. Addresses must stay valid until the call that uses them returns.
 *
 * <p>Start reading at {@link Bridge}; the package itself is in {@code src/main/python}.
 */
package dev.duet.python;
