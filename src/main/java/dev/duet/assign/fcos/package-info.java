/**
 * Points that lie in a box and in the level's range: FCOS, and YOLOX's centre prior without costs.
 *
 * <p>Start reading at {@link SmallestBox}.
 */
package dev.duet.assign.fcos;
