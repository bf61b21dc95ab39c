/**
 * RTMDet's dynamic soft labels: SimOTA with a distance prior and a focal cost scaled by overlap.
 *
 * <p>Start reading at {@link SoftLabelAssigner}.
 */
package dev.duet.assign.rtmdet;
