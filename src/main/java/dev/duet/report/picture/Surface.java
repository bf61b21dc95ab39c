package dev.duet.report.picture;

/** What a picture is painted on. Coordinates are pixels of the whole picture; colours 0xRRGGBB; opacities 0 to 1. */
interface Surface {
    /** Paints only inside a rectangle until {@link #unclip}; {@code x y} becomes the origin, one canvas pixel {@code scale} pixels. */
    void clip(double x, double y, double width, double height, double scale);

    void unclip();

    void photo(Photo photo);

    void fill(double x, double y, double width, double height, int colour, double opacity);

    /** Thin dark marks over a cell: 1 rising lines, 2 falling lines, 3 a dot. 0 is none. */
    void pattern(int kind, double x, double y, double width, double height);

    /** A closed outline; {@code dash} 0 is solid. {@code story} is shown to whoever points at it, where that can be. */
    void outline(double[] corners, int colour, double lineWidth, double dash, String story);

    void line(double x1, double y1, double x2, double y2, int colour, double lineWidth, double opacity);

    /** Text whose top left corner is x y, on a plate of colour {@code plate} (-1: none). */
    void text(double x, double y, double size, int colour, int plate, String text);
}
