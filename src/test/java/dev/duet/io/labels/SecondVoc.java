package dev.duet.io.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duet.io.Names;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** A second reader of VOC files, over the JDK's DOM: what it reads, the product reads with the same values. */
final class SecondVoc {
    private final DocumentBuilder builder;

    SecondVoc() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
        factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
        builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new Silent());
    }

    /** The labels of one file without faults: image and objects are equal; with some, what was read is among what is there. */
    void compare(byte[] input, Labels labels) throws IOException {
        Element root;
        try {
            root = builder.parse(new ByteArrayInputStream(input)).getDocumentElement();
        } catch (SAXException e) {
            return; // it knows fewer encodings, and more limits
        }
        List<String> there = new ArrayList<>();
        for (Element object : children(List.of(root), "object")) {
            List<Element> boxes = children(List.of(object), "bndbox");
            there.add(text(List.of(object), "name") + " " + number(boxes, "xmin") + " " + number(boxes, "ymin") + " "
                    + number(boxes, "xmax") + " " + number(boxes, "ymax"));
        }
        List<String> read = new ArrayList<>();
        for (int i = 0; i < labels.boxes(); i++) {
            read.add(labels.classNames().get(labels.classIndex()[i]) + " " + labels.x1()[i] + " " + labels.y1()[i] + " "
                    + labels.x2()[i] + " " + labels.y2()[i]);
        }
        if (labels.remarks().faults() > 0) {
            assertThat(there).containsSubsequence(read);
            return;
        }
        assertThat(read).isEqualTo(there);
        String name = text(List.of(root), "filename");
        assertThat(labels.name(0)).isEqualTo(name.isEmpty() ? "a" : name);
        assertThat(labels.stem(0)).isEqualTo(Names.stem(labels.name(0)));
        List<Element> size = children(List.of(root), "size");
        double width = number(size, "width");
        double height = number(size, "height");
        boolean known = width > 0 && height > 0;
        assertThat(labels.width(0)).isEqualTo(known ? (int) width : 0);
        assertThat(labels.height(0)).isEqualTo(known ? (int) height : 0);
    }

    private static double number(List<Element> parents, String name) {
        String text = text(parents, name);
        try {
            return text.matches("[-+.eE\\d]+") ? Double.parseDouble(text) : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The text of the first element of this name below these, "" if there is none. */
    private static String text(List<Element> parents, String name) {
        List<Element> found = children(parents, name);
        return found.isEmpty() ? "" : found.getFirst().getTextContent().strip();
    }

    private static List<Element> children(List<Element> parents, String name) {
        List<Element> found = new ArrayList<>();
        for (Element parent : parents) {
            for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
                if (node instanceof Element child && child.getLocalName().equals(name)) {
                    found.add(child);
                }
            }
        }
        return found;
    }

    /** The JDK's own prints to stderr. */
    private static final class Silent implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) {}

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
