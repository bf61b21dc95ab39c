/**
 * What a program calls: engines ({@code Duet}), their inputs and results, pyramids, and the catalogue of systems.
 *
 * <p>Start reading at {@link Duet}. Everything a caller gives is checked once, here; images are shared over workers and their results
 * merged in image order, so that an answer depends neither on threads nor on vectors. In steady state a call allocates nothing.
 *
 * <pre>{@code
 * try (Duet duet = Duet.engine(Systems.YOLOV8.classes(80), Pyramid.of(640, 640, 8, 16, 32))) {
 *     Assignment duets = duet.assign(gts, predictions);
 * }
 * }</pre>
 */
package dev.duet.api;
