/**
 * Pictures of an assignment, per level, as SVG or PNG.
 *
 * <p>Start reading at {@link Pictures}. Letters are drawn here, as a container may have no fonts.
 */
package dev.duet.report.picture;
