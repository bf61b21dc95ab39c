package dev.duet.cli.text;

import dev.duet.assign.stage.Interval;
import dev.duet.assign.stage.OwnStage;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Stages in words: a record's name and, for the long form, its values. */
public final class StageText {
    private StageText() {}

    /** {@code NeighbourCells} as "neighbour cells". */
    public static String name(Record stage) {
        return stage instanceof OwnStage
                ? OwnStage.nameOf(stage)
                : words(stage.getClass().getSimpleName());
    }

    /** {@code InsideBox(margin 1e-9)} as "inside box (margin 1.0E-9)"; switches that are off and zeros are left out. */
    public static String full(Record stage) {
        if (stage instanceof OwnStage own) {
            return name(stage) + (own.rule() instanceof Record settings ? values(settings) : "");
        }
        return name(stage) + values(stage);
    }

    private static String values(Record stage) {
        List<String> parts = new ArrayList<>();
        for (RecordComponent component : stage.getClass().getRecordComponents()) {
            Object value = value(stage, component);
            if (value instanceof Boolean flag) {
                if (flag) {
                    parts.add(words(component.getName()));
                }
            } else if (!(value instanceof Number number && number.doubleValue() == 0)) {
                parts.add(words(component.getName()) + " " + text(value));
            }
        }
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }

    private static Object value(Record stage, RecordComponent component) {
        try {
            return component.getAccessor().invoke(stage);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the components of a stage are public", e);
        }
    }

    private static String text(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        if (value != null && value.getClass().isArray()) {
            List<String> items = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(String.valueOf(Array.get(value, i)));
            }
            return String.join(" ", items);
        }
        return String.valueOf(value);
    }

    private static String words(String camelCase) {
        return Interval.words(camelCase).replace('-', ' ');
    }
}
