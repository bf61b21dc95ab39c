/**
 * OTA: assignment as a transport plan between GTs and units, by Sinkhorn iterations.
 *
 * <p>Start reading at {@link TransportAssigner}.
 */
package dev.duet.assign.ota;
