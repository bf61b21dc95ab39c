/**
 * The views a strategy sees of a batch ({@code UnitGrid}, {@code GtBatch}, {@code PredictionBatch}), where it writes to, and the one
 * place that finds a strategy for a recipe.
 *
 * <p>Start reading at {@link Strategies}. Strategies know GTs and units, not files; a reader needs the papers and no SIMD. Families of
 * strategies are packages below, named for what they carry out.
 */
package dev.duet.assign;
