package dev.duet.odd;

import dev.duet.api.Assignment;
import dev.duet.api.GroundTruths;
import dev.duet.api.Predictions;
import dev.duet.assign.BoxTensor;
import dev.duet.assign.GtOutcome;
import dev.duet.assign.PredictionBatch;
import dev.duet.assign.ScoreTensor;
import dev.duet.assign.stage.Candidates;
import dev.duet.assign.stage.Channel;
import dev.duet.assign.stage.Head;
import dev.duet.assign.stage.Resolve;
import dev.duet.assign.stage.Select;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What came of a batch: an answer or an error, as numbers to compare, and what is wrong with it. */
final class OddAnswer {
    private static final Pattern PREDICTION =
            Pattern.compile("(pred_\\w+): image (\\d+), unit (\\d+) is ([-+.\\w]+)[,;] .*", Pattern.DOTALL);
    private static final Pattern GT = Pattern.compile("(gt_\\w+|ignore_\\w+)(\\[-?\\d+])?[ :\\[].*", Pattern.DOTALL);

    /** Of everything but the claims. */
    long bits = 17;
    /** Of the claims. */
    long claims = 17;
    /** What the engine said, or null where it answered. */
    String error;
    /** What is wrong, or null. */
    String fault;

    static OddAnswer of(OddSetup setup, OddBatch batch, Assignment assignment) {
        OddAnswer answer = new OddAnswer();
        for (int h = 0; h < assignment.headNames().size(); h++) {
            Head head = setup.system.recipe().at(setup.epoch).get(h);
            answer.head(assignment.head(head.name()), head, batch.gts);
        }
        if (batch.kind == OddBatch.Kind.WRONG_GTS) {
            answer.fault("wrong GTs were taken");
        }
        return answer;
    }

    static OddAnswer of(OddBatch batch, RuntimeException thrown) {
        OddAnswer answer = new OddAnswer();
        answer.error = String.valueOf(thrown.getMessage());
        answer.bits = answer.error.hashCode();
        if (!(thrown instanceof IllegalArgumentException)) {
            StringBuilder text = new StringBuilder(thrown.toString());
            for (int i = 0; i < Math.min(6, thrown.getStackTrace().length); i++) {
                text.append("\n    at ").append(thrown.getStackTrace()[i]);
            }
            answer.fault(text.toString());
        } else if (batch.kind == OddBatch.Kind.NOTHING) {
            answer.fault("an ordinary batch was refused: " + answer.error);
        } else if (batch.kind == OddBatch.Kind.WRONG_GTS) {
            if (!GT.matcher(answer.error).matches()) {
                answer.fault("names no GT: " + answer.error);
            }
        } else if (!GT.matcher(answer.error).matches() && !names(batch, answer.error)) {
            answer.fault("names no number of the batch: " + answer.error);
        }
        return answer;
    }

    /** True if the message names a number that is there. */
    private static boolean names(OddBatch batch, String message) {
        Matcher m = PREDICTION.matcher(message);
        if (!m.matches()) {
            return false;
        }
        int image = Integer.parseInt(m.group(2));
        int unit = Integer.parseInt(m.group(3));
        float value = Float.parseFloat(m.group(4));
        for (Predictions p : batch.predictions) {
            PredictionBatch in = p.batch();
            boolean there = switch (m.group(1)) {
                case "pred_boxes" -> holds(in.boxes, image, unit, value);
                case "pred_raw_boxes" -> holds(in.rawBoxes, image, unit, value);
                case "pred_scores" -> holds(in.scores, false, image, unit, value);
                case "pred_logits" -> holds(in.scores, true, image, unit, value);
                case "pred_objectness" -> holds(in.objectness, false, image, unit, value);
                case "pred_obj_logits" -> holds(in.objectness, true, image, unit, value);
                default -> false;
            };
            if (there) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(BoxTensor boxes, int image, int unit, float value) {
        boolean there = false;
        for (int k = 0; boxes != null && k < boxes.width; k++) {
            there |= Float.compare(boxes.at(image, unit, k), value) == 0;
        }
        return there;
    }

    private static boolean holds(ScoreTensor scores, boolean logits, int image, int unit, float value) {
        boolean there = false;
        for (int c = 0; scores != null && scores.logits == logits && c < scores.classes; c++) {
            there |= Float.compare(scores.raw(image, unit, c), value) == 0;
        }
        return there;
    }

    private void fault(String what) {
        if (fault == null) {
            fault = what;
        }
    }

    private void head(Assignment a, Head head, GroundTruths gts) {
        require(a.images() == gts.images() && a.gts() == gts.size(), "another batch's size");
        require(
                a.offset(0) == 0 && a.ignoredOffset(0) == 0 && a.labelOffset(0) == 0 && a.claimOffset(0) == 0,
                "starts late");
        boolean[] positive = new boolean[a.units()];
        // YOLOv7 looks at a cell once per GT that names it, and may keep it for two.
        boolean unique = !(head.recipe().resolve() instanceof Resolve.KeepAll)
                && !(head.recipe().candidates() instanceof Candidates.FittingNeighbourCells);
        boolean oneToOne = head.recipe().select() instanceof Select.OneToOne;
        int[] duetsOf = new int[a.gts()];
        for (int b = 0; b < a.images() && fault == null; b++) {
            java.util.Arrays.fill(positive, false);
            mix(a.offset(b + 1));
            require(a.offset(b + 1) >= a.offset(b), "offsets fall");
            for (int d = a.offset(b); d < a.offset(b + 1) && fault == null; d++) {
                int u = a.unit(d);
                int g = a.gt(d);
                require(u >= 0 && u < a.units(), "unit " + u);
                require(g >= 0 && g < gts.size(b), "GT " + g);
                if (fault != null) {
                    return;
                }
                require(!unique || !positive[u], "unit " + u + " of image " + b + " twice");
                positive[u] = true;
                duetsOf[a.gtOffset(b) + g]++;
                require(!oneToOne || duetsOf[a.gtOffset(b) + g] == 1, "GT " + g + " of image " + b + " twice");
                mix(u);
                mix(g);
                mix(a.group(d));
                mix(a.overlap(d), "overlap", u);
                mix(a.target(d), "target", u);
            }
            mix(a.ignoredOffset(b + 1));
            require(a.ignoredOffset(b + 1) >= a.ignoredOffset(b), "offsets of ignored units fall");
            for (int i = a.ignoredOffset(b); i < a.ignoredOffset(b + 1) && fault == null; i++) {
                int u = a.ignoredUnit(i);
                require(u >= 0 && u < a.units(), "ignored unit " + u);
                require(fault != null || !positive[u], "unit " + u + " of image " + b + " is ignored and assigned");
                mix(u);
                mix(a.ignoredOverlap(i), "overlap of an ignored unit", u);
            }
            mix(Double.hashCode(a.totalCost(b)));
            require(Double.isFinite(a.totalCost(b)), "total cost " + a.totalCost(b));
            for (int i = a.claimOffset(b); i < a.claimOffset(b + 1) && fault == null; i++) {
                require(a.claimUnit(i) >= 0 && a.claimUnit(i) < a.units(), "claimed unit " + a.claimUnit(i));
                require(a.claimGt(i) >= 0 && a.claimGt(i) < gts.size(b), "claiming GT " + a.claimGt(i));
                claims = (claims * 31 + a.claimUnit(i)) * 31 + a.claimGt(i);
            }
        }
        for (int i = 0; i < a.labels() && fault == null; i++) {
            require(a.labelUnit(i) >= 0 && a.labelUnit(i) < a.units(), "unit " + a.labelUnit(i) + " of a class bit");
            mix(a.labelUnit(i));
            mix(a.labelClass(i));
        }
        channels(a);
        for (int row = 0; row < a.gts(); row++) {
            boolean assigned = a.outcome(row) == GtOutcome.ASSIGNED;
            require(
                    assigned == duetsOf[row] > 0,
                    "GT row " + row + " with " + duetsOf[row] + " duets is " + a.outcome(row));
            require(
                    a.candidates(row) >= 0 && a.selected(row) >= 0 && a.wanted(row) >= 0,
                    "negative counts of GT row " + row);
            mix(a.outcome(row).ordinal());
            mix(a.candidates(row));
            mix(a.selected(row));
            mix(a.wanted(row));
        }
    }

    private void channels(Assignment a) {
        for (Channel channel : a.duetChannels()) {
            for (int d = 0; d < a.duets(); d++) {
                for (int k = 0; k < channel.width(); k++) {
                    mix(a.value(channel.name(), d, k), channel.name(), a.unit(d));
                }
            }
        }
        for (Channel channel : a.unitChannels()) {
            for (int b = 0; b < a.images(); b++) {
                for (int u = 0; u < a.units(); u++) {
                    for (int k = 0; k < channel.width(); k++) {
                        mix(a.unitValue(channel.name(), b, u, k), channel.name(), u);
                    }
                }
            }
        }
    }

    private void mix(int number) {
        bits = (bits ^ number) * 0x5851F42D4C957F2DL;
        bits ^= bits >>> 29;
    }

    private void mix(float number, String what, int unit) {
        mix(Float.floatToRawIntBits(number));
        if (!Float.isFinite(number)) {
            fault(what + " " + number + " of unit " + unit);
        }
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            fault(what);
        }
    }
}
