/**
 * The five stages, carried out plainly: start reading at {@link dev.duet.assign.reference.Reference}. One image at a time, every GT with
 * everything it could take; slow, allocating, and without any arithmetic of the fast strategies, which are tested against it.
 *
 * <p>The stages share one table, {@code Pairs}: GTs by <em>places</em>. A place is a unit, or one nomination of a unit where GTs nominate
 * cells and anchors. Each stage fills its part of the table and reads the parts before it:
 *
 * <table>
 * <caption>What a stage provides, and what it needs</caption>
 * <tr><th>stage</th><th>provides</th><th>needs</th></tr>
 * <tr><td>preparation</td><td>GTs that take part, only compete, or are out; their boxes, clipped or not</td><td></td></tr>
 * <tr><td>candidates</td><td>{@code candidate}: the GT may take the place; {@code sampled}: its statistics are taken there; {@code
 *     penalised}: dearer than every pair that is not; {@code inPlay}: the place is scored at all</td><td>cells, but for "all"; anchors for
 *     fitting neighbour cells</td></tr>
 * <tr><td>score</td><td>{@code score} and whether more is better; {@code overlap}, unless it is none, an anchor ratio or an area; {@code
 *     background}: what a place costs that nobody takes (simOTA's costs, soft labels); {@code further}: how anchors beside the best are
 *     judged</td><td>what it reads of a prediction, or anchors</td></tr>
 * <tr><td>select</td><td>{@code claimed}; {@code extra}: beside the best; {@code insisted}: whatever others claim; {@code ignorable}; how
 *     many were wanted</td><td>a ranking: a score that differs between the units of a GT (best, top k, dynamic k, one to one, transport);
 *     an overlap (thresholds, dynamic k, mean + deviation); more is better (best and above) or less (under); the background's cost
 *     (transport)</td></tr>
 * <tr><td>resolve</td><td>matches: who has which place</td><td>an overlap (highest overlap), a score (lowest cost; one of which more is
 *     better counts with its sign turned); never: a selection that gives a unit away once, and that one needs never</td></tr>
 * <tr><td>target</td><td>duets, ignored units, class bits, channels</td><td>a metric from 0 on (normalised alignment), cells, anchors or
 *     the predicted box, as the target says</td></tr>
 * </table>
 *
 * <p>Any stage may be put in another's place where its needs are met; {@code Meaning} refuses the rest with the reason, and also what
 * nobody would read. Ties go to the lower unit, then to the lower GT.
 *
 * <p>Numbers are float32 in the order of the originals where a threshold, a tie or a rank hangs on them (geometry, overlaps, alignments,
 * anchors' shapes); costs are sums in double of float32 overlaps and probabilities.
 */
package dev.duet.assign.reference;
