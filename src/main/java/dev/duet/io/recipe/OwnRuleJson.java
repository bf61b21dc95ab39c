package dev.duet.io.recipe;

import dev.duet.assign.rule.Rule;
import dev.duet.assign.stage.RecipeException;
import dev.duet.io.DataException;
import dev.duet.io.JsonDocument;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules of one's own in recipes, by the name of their class: {@code {"rule": "com.example.PaaScore", "k": 9}}. Classes are those that the
 * context class loader of the thread finds; one that is no rule is not even initialised.
 */
final class OwnRuleJson {
    private OwnRuleJson() {}

    /** Whether a rule's name can only be that of a class; those of built-in rules are lower case with dashes. */
    static boolean isClassName(String rule) {
        return !rule.matches("[a-z0-9-]*");
    }

    /**
     * Makes a rule: a record of its settings, or an object of a class without any.
     *
     * @param stage the stage, as {@code score}
     * @param kind the interface of this stage's rules
     * @param builtIn names of the rules it could be instead
     */
    static Rule read(JsonDocument json, String stage, Class<?> kind, List<String> builtIn) {
        JsonDocument rule = json.get(StageJson.RULE);
        Class<?> type = find(rule, builtIn);
        if (!kind.isAssignableFrom(type)) {
            throw fail(
                    rule, "which implements " + implemented(type) + "; stage " + stage + " takes a " + kind.getName());
        }
        requirePublic(rule, type);
        if (type.isRecord()) {
            requireSettings(rule, type);
            return (Rule) StageJson.record(json, type, true);
        }
        json.allow(List.of(StageJson.RULE));
        if (Modifier.isAbstract(type.getModifiers())) {
            throw fail(rule, "of which there can be no object, as it is abstract");
        }
        try {
            return (Rule) type.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw fail(rule, "which is no record and has no public constructor without parameters");
        } catch (InvocationTargetException e) {
            throw threw(json, type, e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw threw(json, type, e);
        }
    }

    /** Calls the constructor of a record that may be a user's. */
    static Object make(JsonDocument json, Constructor<?> constructor, Object[] values) {
        Class<?> type = constructor.getDeclaringClass();
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (Rule.class.isAssignableFrom(type)) {
                throw threw(json, type, e.getCause());
            }
            throw json.fail("is refused: " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw threw(json, type, e);
        }
    }

    private static DataException threw(JsonDocument json, Class<?> type, Throwable e) {
        String what = "is refused: the constructor of " + type.getName() + " threw " + e;
        return json.fail(what, new RecipeException(what, e));
    }

    /** The class of a name; a dot before a nested class counts as well as the dollar sign of its binary name. */
    private static Class<?> find(JsonDocument rule, List<String> builtIn) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? OwnRuleJson.class.getClassLoader() : context;
        String name = rule.text();
        while (true) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException e) {
                int dot = name.lastIndexOf('.');
                if (dot < 0) {
                    break;
                }
                name = name.substring(0, dot) + "$" + name.substring(dot + 1);
            } catch (LinkageError e) {
                throw fail(rule, "a class that cannot be loaded (" + e + ")");
            }
        }
        throw fail(
                rule,
                "a class that is not found; name its folder or jar by --class-path or DUET_CLASSPATH, or write one of "
                        + String.join(", ", builtIn));
    }

    private static void requirePublic(JsonDocument rule, Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (!Modifier.isPublic(c.getModifiers())) {
                throw fail(rule, (c == type ? "which" : "whose class " + c.getName()) + " is not public");
            }
        }
    }

    private static void requireSettings(JsonDocument rule, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> t = component.getType();
            if (!(List.of(int.class, float.class, double.class, boolean.class, float[].class)
                            .contains(t)
                    || t.isEnum())) {
                throw fail(
                        rule,
                        "whose component " + component.getName() + " is a " + t.getTypeName()
                                + "; settings are int, float, double, boolean, float[] or an enum");
            }
        }
    }

    private static String implemented(Class<?> type) {
        List<String> kinds = new ArrayList<>();
        for (Class<?> kind : Rule.class.getPermittedSubclasses()) {
            if (kind.isAssignableFrom(type)) {
                kinds.add(kind.getSimpleName());
            }
        }
        return kinds.isEmpty() ? "no rule" : String.join(" and ", kinds);
    }

    private static DataException fail(JsonDocument rule, String why) {
        String what = "is '" + rule.text() + "', " + why;
        return rule.fail(what, new RecipeException(what));
    }
}
