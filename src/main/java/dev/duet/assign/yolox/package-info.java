/**
 * SimOTA of YOLOX and its relatives: dynamic k over the lowest costs, greedy or exactly one to one.
 *
 * <p>Start reading at {@link SimOtaAssigner}.
 */
package dev.duet.assign.yolox;
