package dev.duet.io.labels;

import dev.duet.io.DataException;
import dev.duet.io.Names;
import dev.duet.io.TextFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Opens XML files without document types and external entities, in the encoding that the file declares by any name Python knows ({@code
 * utf8} too), with a byte order mark, or else in UTF-8.
 */
final class VocXml {
    private static final int DECLARATION = 200;

    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

    VocXml() {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    }

    /** Takes the events of a file. */
    @FunctionalInterface
    interface Events {
        void read(XMLStreamReader xml) throws XMLStreamException;
    }

    /**
     * Reads a file.
     *
     * @throws DataException if it cannot be read or is not well-formed
     */
    void read(Path path, Events events) {
        XMLStreamReader xml = null;
        try (InputStream in = open(path);
                Reader reader = new InputStreamReader(in, charset(in, path).newDecoder())) {
            xml = factory.createXMLStreamReader(reader);
            events.read(xml);
        } catch (DataException e) {
            throw e;
        } catch (XMLStreamException e) {
            throw malformed(path, xml, e);
        } catch (IOException e) {
            throw DataException.in(path, "cannot be read", e);
        } catch (RuntimeException e) {
            throw malformed(path, xml, e); // the JDK's parser has some for characters it has no message for
        }
    }

    private static InputStream open(Path path) throws IOException {
        TextFile.requireRegular(path);
        return new BufferedInputStream(Files.newInputStream(path), 1 << 13);
    }

    private static DataException malformed(Path path, XMLStreamReader xml, Exception e) {
        int line = xml == null || xml.getLocation() == null
                ? 1
                : Math.max(1, xml.getLocation().getLineNumber());
        String message = e instanceof XMLStreamException && e.getMessage() != null
                ? e.getMessage()
                : "a character that is not allowed";
        int at = message.lastIndexOf("Message: ");
        String problem = at < 0 ? message : message.substring(at + "Message: ".length());
        if (problem.startsWith("JAXP")) {
            problem = problem.substring(problem.indexOf(':') + 1); // the number the JDK gives its limits
        }
        return new DataException(
                path + ", line " + line + ": is not well-formed XML: " + Names.shown(problem.strip()), e);
    }

    /** The encoding; the stream stands behind a byte order mark afterwards. */
    private static Charset charset(InputStream in, Path path) throws IOException {
        in.mark(DECLARATION);
        byte[] head = in.readNBytes(DECLARATION);
        in.reset();
        int two = head.length < 2 ? 0 : (head[0] & 0xFF) << 8 | head[1] & 0xFF;
        if (two == 0xFFFE || two == 0xFEFF) {
            in.skipNBytes(2);
            return two == 0xFEFF ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        if (two == 0xEFBB && head.length > 2 && head[2] == (byte) 0xBF) {
            in.skipNBytes(3);
            return StandardCharsets.UTF_8;
        }
        if (two == '<' || two == '<' << 8) {
            return two == '<' ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        return declared(new String(head, StandardCharsets.ISO_8859_1), path);
    }

    private static Charset declared(String head, Path path) {
        int end = head.startsWith("<?xml") ? head.indexOf("?>") : -1;
        int at = end < 0 ? -1 : head.indexOf("encoding", 5);
        int from = at < 0 || at > end ? -1 : head.indexOf('=', at);
        if (from < 0 || from > end) {
            return StandardCharsets.UTF_8;
        }
        String value = head.substring(from + 1, end).strip();
        int close = value.length() < 2 ? -1 : value.indexOf(value.charAt(0), 1);
        String name = close < 0 ? value : value.substring(1, close);
        try {
            String stripped = name.strip();
            return Charset.forName(Charset.isSupported(stripped) ? stripped : stripped.replace('_', '-'));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new DataException(
                    path + ", line 1: declares the encoding '" + Names.shown(name) + "', which is not known", e);
        }
    }
}
