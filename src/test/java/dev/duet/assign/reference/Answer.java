package dev.duet.assign.reference;

import dev.duet.api.Assignment;
import dev.duet.assign.stage.Channel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What an assignment says of one image: decisions, which must be equal, and numbers, which must be near.
 *
 * @param decisions duets, ignored units, class bits, claims and the funnel of each GT, a line each
 * @param numbers overlaps, targets and channels, in the order of the duets by unit and GT
 */
record Answer(List<String> decisions, List<Float> numbers) {
    /** @param ordered the order of the duets is part of the answer */
    static Answer of(Assignment head, int image, boolean ordered) {
        List<String> decisions = new ArrayList<>();
        List<Float> numbers = new ArrayList<>();
        List<Integer> duets = new ArrayList<>();
        for (int d = head.offset(image); d < head.offset(image + 1); d++) {
            duets.add(d);
        }
        if (!ordered) {
            duets.sort(Comparator.<Integer>comparingInt(head::unit).thenComparingInt(head::gt));
        }
        for (int d : duets) {
            decisions.add("unit " + head.unit(d) + " has GT " + head.gt(d) + ", group " + head.group(d));
            numbers.add(head.overlap(d));
            numbers.add(head.target(d));
            for (Channel channel : head.duetChannels()) {
                for (int k = 0; k < channel.width(); k++) {
                    numbers.add(head.value(channel.name(), d, k));
                }
            }
        }
        List<String> others = new ArrayList<>();
        for (int i = head.ignoredOffset(image); i < head.ignoredOffset(image + 1); i++) {
            others.add("unit " + head.ignoredUnit(i) + " is ignored");
        }
        for (int i = head.labelOffset(image); i < head.labelOffset(image + 1); i++) {
            others.add("unit " + head.labelUnit(i) + " has class " + head.labelClass(i) + " too");
        }
        for (int i = head.claimOffset(image); i < head.claimOffset(image + 1); i++) {
            others.add("GT " + head.claimGt(i) + " claims " + head.claimUnit(i));
        }
        for (int row = head.gtOffset(image); row < head.gtOffset(image + 1); row++) {
            others.add("GT " + (row - head.gtOffset(image)) + ": " + head.outcome(row) + ", " + head.candidates(row)
                    + " candidates, " + head.selected(row) + " of " + head.wanted(row));
        }
        others.sort(Comparator.naturalOrder());
        decisions.addAll(others);
        numbers.add((float) head.totalCost(image));
        for (Channel channel : head.unitChannels()) {
            for (int i = 0; i < head.units() * channel.width(); i++) {
                numbers.add(head.unitValue(channel.name(), image, i / channel.width(), i % channel.width()));
            }
        }
        return new Answer(decisions, numbers);
    }

    /** First number that is farther from this one's than a tolerance; -1 if there is none. */
    int firstFar(Answer other, double relative, double absolute, List<Answer> disturbed) {
        for (int i = 0; i < numbers.size(); i++) {
            double own = numbers.get(i);
            double allowed = relative * Math.abs(own) + absolute;
            for (Answer moved : disturbed) {
                allowed += 2 * Math.abs(moved.numbers.get(i) - own);
            }
            if (!(Math.abs(other.numbers.get(i) - own) <= allowed)
                    && !numbers.get(i).equals(other.numbers.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
