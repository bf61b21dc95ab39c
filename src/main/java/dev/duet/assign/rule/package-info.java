/**
 * Rules of one's own: the five stages as interfaces, one each, that a class of the user's implements.
 *
 * <p>Start reading at {@link ScoreRule}. A rule is a small class - a record with its settings as components, a class with a public
 * constructor without parameters, or a lambda - that stands in a recipe where a built-in rule could stand ({@code new Score.Own(rule)}, or
 * {@code {"rule": "com.example.PaaScore", "k": 9}} in a recipe file). docs/own-rules.md shows two from the literature.
 *
 * <p>The reference ({@link dev.duet.assign.reference}) carries such recipes out: for every image the candidates, their scores, what each
 * GT selects, who gets a contested unit, and the targets, all with a rule's answer where it has one. It is plain and slow, and allocates.
 *
 * <ul>
 *   <li><b>Units and shapes.</b> A unit is its number in the image, 0 .. units-1, level by level as predictions list them; a GT is its
 *       number in the image. Boxes are x1 y1 x2 y2 in pixels of the canvas, float32. Arrays that a rule gets are copies: it may write to
 *       them. The array it returns has one entry for every unit (or pair) it was asked about, in the same order.
 *   <li><b>What it reads.</b> {@link dev.duet.assign.rule.Rule#reads} names the parts of a prediction that a rule looks at; a batch without
 *       them is refused before anything is assigned, and a rule that looks at others is stopped.
 *   <li><b>Errors.</b> Whatever a rule throws, and an answer that cannot be - null, of another length, NaN or infinite -, ends the call with
 *       a {@link dev.duet.assign.stage.RecipeException} that names stage, class, image, GT and what was thrown, which is its cause. A
 *       prediction that is not finite, where a rule looks at it, is the {@link dev.duet.assign.BadPredictionException} it always is.
 *   <li><b>Threads.</b> One instance answers for all images, which are shared out over the engine's threads: it must be safe to call from
 *       several at once, and answer by what it is given only. A record of numbers is.
 * </ul>
 */
package dev.duet.assign.rule;
