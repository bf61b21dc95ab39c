package dev.duet.io.npz;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Parses the text of a {@code .npy} header, a Python dictionary such as
 * {@code {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }}. Throws {@link Garbage} whose message says what is wrong.
 */
final class NpyHeader {
    /** What is wrong with a header, without the name of its file. */
    static final class Garbage extends Exception {
        Garbage(String message) {
            super(message);
        }
    }

    private static final int MAX_DIMENSIONS = 64;

    private final String text;
    private int at;

    private NpyHeader(String text) {
        this.text = text;
    }

    /** Parses {@code text}; {@code dataOffset} is where the elements begin in the file. */
    static ArrayInfo parse(String text, long dataOffset) throws Garbage {
        try {
            return new NpyHeader(text).dictionary(dataOffset);
        } catch (ArithmeticException e) {
            throw new Garbage("the shape is too large: " + text.strip());
        }
    }

    private ArrayInfo dictionary(long dataOffset) throws Garbage {
        String descr = null;
        Boolean fortran = null;
        long[] shape = null;
        expect('{');
        while (!accept('}')) {
            String key = string();
            expect(':');
            if (key.equals("descr")) {
                descr = descr();
            } else if (key.equals("fortran_order")) {
                fortran = bool();
            } else if (key.equals("shape")) {
                shape = shape();
            } else {
                throw garbage();
            }
            if (!accept(',') && peek() != '}') {
                throw garbage();
            }
        }
        if (descr == null || fortran == null || shape == null || peek() != 0) {
            throw garbage();
        }
        DType type = type(descr);
        return new ArrayInfo(type, order(descr), elementBytes(type, descr), fortran, shape, dataOffset);
    }

    private String descr() throws Garbage {
        if (peek() == '[') {
            throw new Garbage("structured dtypes are not supported: " + text.strip());
        }
        return string();
    }

    private boolean bool() throws Garbage {
        for (boolean value : new boolean[] {true, false}) {
            String word = value ? "True" : "False";
            peek();
            if (text.startsWith(word, at)) {
                at += word.length();
                return value;
            }
        }
        throw garbage();
    }

    private long[] shape() throws Garbage {
        long[] shape = new long[MAX_DIMENSIONS];
        int n = 0;
        expect('(');
        while (!accept(')')) {
            if (n == MAX_DIMENSIONS) {
                throw garbage();
            }
            shape[n++] = number();
            if (!accept(',') && peek() != ')') {
                throw garbage();
            }
        }
        return Arrays.copyOf(shape, n);
    }

    private long number() throws Garbage {
        long value = 0;
        if (!digit(peek())) {
            throw garbage();
        }
        while (at < text.length() && digit(text.charAt(at))) {
            value = Math.addExact(Math.multiplyExact(value, 10L), text.charAt(at++) - '0');
        }
        accept('L'); // written by Python 2
        return value;
    }

    private String string() throws Garbage {
        char quote = peek();
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0) {
            throw garbage();
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    private static DType type(String descr) throws Garbage {
        for (DType type : DType.values()) {
            boolean text = type == DType.STRING;
            if (descr.length() >= 2
                    && "<>|=".indexOf(descr.charAt(0)) >= 0
                    && (text
                            ? descr.substring(1).matches("U\\d{1,8}")
                            : descr.substring(1).equals(type.code()))) {
                return type;
            }
        }
        if (descr.contains("O")) {
            throw new Garbage("arrays of Python objects (pickle) are not read; save plain numbers");
        }
        throw new Garbage("dtype '" + descr + "' is not supported; Duet reads float16, float32, float64, int8, int16,"
                + " int32, int64, uint8, bool and text");
    }

    private static ByteOrder order(String descr) {
        return descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static int elementBytes(DType type, String descr) {
        return type == DType.STRING ? 4 * Integer.parseInt(descr.substring(2)) : type.bytes();
    }

    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean accept(char wanted) {
        boolean there = peek() == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char wanted) throws Garbage {
        if (!accept(wanted)) {
            throw garbage();
        }
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private Garbage garbage() {
        String shown = text.length() > 120 ? text.substring(0, 120) + "..." : text;
        return new Garbage("the npy header is garbage at character " + at + ": " + shown.strip());
    }
}
