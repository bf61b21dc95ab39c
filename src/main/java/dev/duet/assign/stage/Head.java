package dev.duet.assign.stage;

/**
 * One output head of a system.
 *
 * @param name as in results: "main", "one2one", "aux" ...
 * @param recipe how it is assigned
 * @param predictions which of the given predictions it looks at (0 the first); a head guided by another head names that head's
 */
public record Head(String name, Recipe recipe, int predictions) {}
