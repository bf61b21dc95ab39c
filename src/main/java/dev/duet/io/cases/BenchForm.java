package dev.duet.io.cases;

import dev.duet.api.Predictions.BoxLayout;
import dev.duet.api.Predictions.ScoreForm;
import dev.duet.api.Predictions.ScoreLayout;

/**
 * How a benchmark hands over its tensors.
 *
 * @param boxes order of the boxes
 * @param scores order of the class scores
 * @param form probabilities or logits
 */
public record BenchForm(BoxLayout boxes, ScoreLayout scores, ScoreForm form) {}
