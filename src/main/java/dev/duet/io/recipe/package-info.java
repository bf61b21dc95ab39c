/**
 * Recipes of one's own from JSON: a system's five stages by name.
 *
 * <p>Start reading at {@link RecipeFile}.
 */
package dev.duet.io.recipe;
