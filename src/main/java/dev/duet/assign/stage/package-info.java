/**
 * The five stages as sealed records - candidates, score, select, resolve, target - with the preparation of GTs, and the recipes they
 * make.
 *
 * <p>Start reading at {@link Recipe}. A number says its range where it stands ({@code @Within}); constructors refuse the rest.
 */
package dev.duet.assign.stage;
