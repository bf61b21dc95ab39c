package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.Remark;
import dev.duet.io.Remarks;
import dev.duet.io.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One Pascal VOC annotation file. Elements it does not know, such as the parts of an object, are passed over. An element that is there
 * twice with one text is taken once; with two texts it is a fault, as nobody can say which is meant.
 */
final class VocFile {
    /** An object; {@code line} is where it ends. */
    record Box(String name, double x1, double y1, double x2, double y2, boolean difficult, int line) {}

    private static final int MOST_TEXT = 10_000;
    private static final int DEEPEST = 10_000;
    /** Elements this deep cannot matter. */
    private static final int TRACKED = 5;

    private static final List<String> OWN = List.of("filename", "size/width", "size/height");
    private static final List<String> OF_OBJECT =
            List.of("name", "difficult", "bndbox/xmin", "bndbox/ymin", "bndbox/xmax", "bndbox/ymax");

    final Path path;
    final List<Box> boxes = new ArrayList<>();
    String name = "";
    int width;
    int height;

    private final Remarks remarks;
    private final Map<String, String> own = new HashMap<>();
    private final Map<String, String> ofObject = new HashMap<>();
    /** What is wrong with the object, the head of the file; null if nothing yet. */
    private DataException objectFault;

    private DataException ownFault;
    private int sizeLine = 1;

    private VocFile(Path path, Remarks remarks) {
        this.path = path;
        this.remarks = remarks;
    }

    /**
     * Reads a file; objects that are none become remarks.
     *
     * @throws DataException if it cannot be read, is not well-formed or no annotation
     */
    static VocFile read(Path path, VocXml xml, Remarks remarks) {
        VocFile file = new VocFile(path, remarks);
        xml.read(path, file::parse);
        return file;
    }

    /** Keeps the path of the element below the root as far as it can matter. */
    private void parse(XMLStreamReader xml) throws XMLStreamException {
        StringBuilder open = new StringBuilder();
        StringBuilder text = new StringBuilder();
        boolean inObject = false;
        boolean[] mixed = new boolean[TRACKED + 1];
        int depth = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                mixed[Math.min(depth, TRACKED)] |= !text.toString().isBlank();
                text.setLength(0);
                depth++;
                mixed[Math.min(depth, TRACKED)] = false;
                if (depth > DEEPEST) {
                    throw DataException.atLine(path, line(xml), "nests deeper than " + DEEPEST + " elements");
                }
                if (depth == 1 && !xml.getLocalName().equals("annotation")) {
                    throw DataException.atLine(
                            path,
                            line(xml),
                            "is not a VOC annotation: its root is <" + Names.shown(xml.getLocalName()) + ">");
                }
                if (depth == 2 && xml.getLocalName().equals("object")) {
                    inObject = true;
                    ofObject.clear();
                    objectFault = null;
                } else if (depth > 1 && depth < TRACKED) {
                    open.append('/').append(xml.getLocalName());
                }
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                if (depth > 1 && text.length() <= MOST_TEXT) {
                    text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
                }
            } else if (event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw DataException.atLine(path, line(xml), "refers to an entity, which labels need not have");
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                boolean endsObject = depth == 2 && inObject;
                if (endsObject) {
                    endObject(line(xml));
                    inObject = false;
                } else if (depth > 1 && depth < TRACKED) {
                    take(open.substring(1), text, inObject, mixed[depth], line(xml));
                    open.setLength(Math.max(0, open.lastIndexOf("/")));
                }
                text.setLength(0);
                depth--;
            }
        }
        head();
    }

    private void take(String element, StringBuilder characters, boolean inObject, boolean mixed, int line) {
        if (!(inObject ? OF_OBJECT : OWN).contains(element)) {
            return;
        }
        String text = characters.toString().strip();
        String old = (inObject ? ofObject : own).putIfAbsent(element, text);
        DataException fault = null;
        if (characters.length() > MOST_TEXT) {
            fault = DataException.atLine(path, line, "<" + element + "> holds more than " + MOST_TEXT + " characters");
        } else if (mixed) {
            fault = DataException.atLine(path, line, "<" + element + "> holds elements between its text");
        } else if (old != null && !old.equals(text)) {
            fault = DataException.atLine(
                    path,
                    line,
                    "<" + element + "> is there twice, '" + Names.shown(old) + "' and '" + Names.shown(text) + "'");
        } else if (old != null) {
            remarks.add(Remark.SAME_ELEMENT, path + ", line " + line + ": <" + element + ">");
        }
        if (inObject) {
            objectFault = objectFault == null ? fault : objectFault;
        } else {
            ownFault = ownFault == null ? fault : ownFault;
            sizeLine = element.startsWith("size/") ? line : sizeLine;
        }
    }

    private void head() {
        name = own.getOrDefault("filename", "");
        try {
            if (ownFault != null) {
                throw ownFault;
            }
            int w = size("width");
            int h = size("height");
            width = w > 0 && h > 0 ? w : 0;
            height = w > 0 && h > 0 ? h : 0;
        } catch (DataException e) {
            remarks.fault(Remark.BAD_ENTRY, e); // the size is then as unknown as if it were not there
        }
    }

    /** A size in pixels; 0 where it is missing, empty or not positive. */
    private int size(String side) {
        String text = own.getOrDefault("size/" + side, "");
        return text.isEmpty() || text.startsWith("-") || text.equalsIgnoreCase("none")
                ? 0
                : TextFile.integer(text, 0, path, sizeLine, "the " + side);
    }

    private void endObject(int line) {
        try {
            if (objectFault != null) {
                throw objectFault;
            }
            boxes.add(box(line));
        } catch (DataException e) {
            boolean none = !ofObject.containsKey("bndbox/xmin") && objectFault == null;
            remarks.fault(none ? Remark.NO_BOX : Remark.BAD_BOX, e);
        }
    }

    private Box box(int line) {
        String label = ofObject.get("name");
        if (label == null || label.isEmpty()) {
            throw DataException.atLine(path, line, "an object has no name");
        }
        double x1 = corner("xmin", label, line);
        double y1 = corner("ymin", label, line);
        double x2 = corner("xmax", label, line);
        double y2 = corner("ymax", label, line);
        String trouble = CanvasBoxes.trouble(x1, y1, x2, y2);
        if (trouble != null) {
            throw DataException.atLine(
                    path,
                    line,
                    "object '" + Names.shown(label) + "' has " + trouble + ": " + x1 + " " + y1 + " " + x2 + " " + y2);
        }
        String difficult = ofObject.getOrDefault("difficult", "0");
        return new Box(label, x1, y1, x2, y2, !difficult.equals("0") && !difficult.isEmpty(), line);
    }

    private double corner(String corner, String label, int line) {
        String text = ofObject.get("bndbox/" + corner);
        if (text == null) {
            throw DataException.atLine(path, line, "object '" + Names.shown(label) + "' has no " + corner);
        }
        return TextFile.decimal(text, path, line, corner + " of object '" + Names.shown(label) + "'");
    }

    private static int line(XMLStreamReader xml) {
        return Math.max(1, xml.getLocation().getLineNumber());
    }
}
