package dev.duet.assign.stage;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The range of a number in a stage record, said once, where the number stands: the record's constructor refuses what lies outside, and
 * settings, recipe files, the command line, Python and the page read it from here through {@link Interval}. NaN is in no range.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Within {
    /** Lower end; allowed unless {@link #over}. */
    double least();

    /** Upper end; allowed, also where it is infinite. */
    double most();

    /** The lower end itself is not allowed. */
    boolean over() default false;

    /** One more value that is allowed, with a meaning of its own, such as -1 for "off"; NaN for none. */
    double or() default Double.NaN;

    /** What a recipe file that leaves the number out means; NaN: it must be there. */
    double otherwise() default Double.NaN;

    /** One line, with unit. */
    String meaning();
}
