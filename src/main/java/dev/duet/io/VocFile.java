package dev.duet.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** One Pascal VOC annotation file. Elements it does not know, such as the parts of an object, are passed over. */
final class VocFile {
    /** An object; {@code line} is where it ends. */
    record Box(String name, double x1, double y1, double x2, double y2, boolean difficult, int line) {}

    private static final String OBJECT = "annotation/object";
    private static final String CORNERS = "annotation/object/bndbox/";

    final Path path;
    final List<Box> boxes = new ArrayList<>();
    String name = "";
    int width;
    int height;

    private final Deque<String> open = new ArrayDeque<>();
    private final Map<String, String> texts = new HashMap<>();

    private VocFile(Path path) {
        this.path = path;
    }

    static VocFile read(Path path, XMLInputFactory factory) {
        VocFile file = new VocFile(path);
        try (InputStream in = Files.newInputStream(path)) {
            file.parse(factory.createXMLStreamReader(in));
            return file;
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw DataException.atLine(path, line, "is not well-formed XML: " + e.getMessage());
        } catch (IOException e) {
            throw DataException.in(path, "cannot be read", e);
        }
    }

    private void parse(XMLStreamReader xml) throws XMLStreamException {
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                String parent = open.isEmpty() ? "" : open.peek() + "/";
                open.push(parent + xml.getLocalName());
                if (open.size() == 1 && !open.peek().equals("annotation")) {
                    throw DataException.atLine(
                            path, line(xml), "is not a VOC annotation: its root is <" + open.peek() + ">");
                }
            } else if (event == XMLStreamConstants.CHARACTERS && !xml.isWhiteSpace()) {
                texts.merge(open.peek(), xml.getText().strip(), String::concat);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                end(open.pop(), line(xml));
            }
        }
    }

    private void end(String element, int line) {
        String text = texts.getOrDefault(element, "");
        if (element.equals("annotation/filename")) {
            name = text;
        } else if (element.equals("annotation/size/width")) {
            width = TextFile.integer(text, 0, path, line, "the width");
        } else if (element.equals("annotation/size/height")) {
            height = TextFile.integer(text, 0, path, line, "the height");
        } else if (element.equals("annotation/size") && (width == 0 || height == 0)) {
            width = 0;
            height = 0;
        } else if (element.equals(OBJECT)) {
            boxes.add(box(line));
            texts.keySet().removeIf(key -> key.startsWith(OBJECT));
        }
    }

    private Box box(int line) {
        String label = texts.get(OBJECT + "/name");
        if (label == null) {
            throw DataException.atLine(path, line, "an object has no name");
        }
        double x1 = corner("xmin", label, line);
        double y1 = corner("ymin", label, line);
        double x2 = corner("xmax", label, line);
        double y2 = corner("ymax", label, line);
        if (x2 < x1 || y2 < y1) {
            throw DataException.atLine(
                    path, line, "object '" + label + "' has a negative size: " + x1 + " " + y1 + " " + x2 + " " + y2);
        }
        boolean difficult = !texts.getOrDefault(OBJECT + "/difficult", "0").equals("0");
        return new Box(label, x1, y1, x2, y2, difficult, line);
    }

    private double corner(String corner, String label, int line) {
        String text = texts.get(CORNERS + corner);
        if (text == null) {
            throw DataException.atLine(path, line, "object '" + label + "' has no " + corner);
        }
        return TextFile.decimal(text, path, line, corner + " of object '" + label + "'");
    }

    private static int line(XMLStreamReader xml) {
        return xml.getLocation().getLineNumber();
    }
}
