/**
 * Options that several commands share, and the check that none given is without effect.
 *
 * <p>Start reading at {@link EngineOptions}.
 */
package dev.duet.cli.options;
