package org.amitygate.driver.hikvision;

import java.io.StringReader;
import java.net.ProtocolException;
import java.nio.charset.CodingErrorAction;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code EventNotificationAlert}. Elements are told by their local names, because namespaces
 * differ between firmwares; those that are blank do not count. Pure: whatever the bytes are, they
 * give an alert, or one for each plate, or a {@link ProtocolException} that names the place.
 *
 * <p>Source: Hikvision, Intelligent Security API (General), XML_EventNotificationAlert_ANPR, and
 * alerts as cameras send them.
 */
final class HikvisionXml {

  static final String ROOT = "EventNotificationAlert";

  /** Bytes. */
  static final int MAX_SIZE = 1 << 20;

  /** Elements inside each other. */
  static final int MAX_DEPTH = 64;

  private static final int MAX_MESSAGE = 500;

  /** How the JDK says that a prefix is bound to no namespace. */
  private static final String UNBOUND =
      ".*REC-xml-names-19990114#\\w+PrefixUnbound\\?(?:[^&]*&[^&]*&)?([^&]*).*";

  private final XMLStreamReader xml;
  private final Deque<String> path = new ArrayDeque<>();
  private final Map<String, List<String>> values = new HashMap<>();
  private @Nullable StringBuilder text;

  private HikvisionXml(XMLStreamReader xml) {
    this.xml = xml;
  }

  static List<Alert> parse(byte[] bytes) throws ProtocolException {
    return parse(bytes, CodingErrorAction.REPORT);
  }

  /**
   * @param noCharacters what to do with bytes that the encoding does not know
   */
  static List<Alert> parse(byte[] bytes, CodingErrorAction noCharacters) throws ProtocolException {
    if (bytes.length > MAX_SIZE) {
      throw new ProtocolException(
          "expected at most " + MAX_SIZE + " bytes of XML, got " + bytes.length);
    }
    String document = XmlText.of(bytes, noCharacters).strip();
    HikvisionXml reader;
    try {
      reader = new HikvisionXml(factory().createXMLStreamReader(new StringReader(document)));
    } catch (XMLStreamException | RuntimeException e) {
      throw failure("line 1: expected an XML document: " + reason(e), e);
    }
    try {
      return reader.read();
    } catch (XMLStreamException | RuntimeException e) {
      throw failure(reader.place() + ": expected well-formed XML: " + reason(e), e);
    }
  }

  /**
   * The JDK's own parser, whatever else is installed; it neither reads DTDs nor fetches anything.
   */
  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
    return factory;
  }

  private List<Alert> read() throws XMLStreamException, ProtocolException {
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
        case XMLStreamConstants.END_ELEMENT -> end();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            characters();
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw wrong("expected no document type and no entities");
        default -> {} // comments, processing instructions
      }
    }
    return alerts();
  }

  private void start(String name) throws ProtocolException {
    if (path.isEmpty() && !name.equals(ROOT)) {
      throw wrong("expected the root element " + ROOT + ", got " + name);
    }
    if (path.size() >= MAX_DEPTH) {
      throw wrong("expected elements at most " + MAX_DEPTH + " deep");
    }
    path.push(name);
    text = Alert.wants(name) ? new StringBuilder() : null;
  }

  private void characters() {
    if (text != null) {
      text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
    }
  }

  private void end() throws ProtocolException {
    StringBuilder read = text;
    text = null;
    if (read != null) {
      String value = read.toString().strip();
      if (value.length() > Alert.MAX_VALUE) {
        throw wrong("expected at most " + Alert.MAX_VALUE + " characters, got " + value.length());
      }
      if (!value.isEmpty()) {
        values.computeIfAbsent(path.element(), name -> new ArrayList<>()).add(value);
      }
    }
    path.pop();
  }

  private List<Alert> alerts() throws ProtocolException {
    List<Alert> alerts = Alert.of(values);
    if (alerts.isEmpty()) {
      throw wrong("expected an " + Alert.EVENT_TYPE + " in " + ROOT);
    }
    return alerts;
  }

  private ProtocolException wrong(String what) {
    return new ProtocolException(cut(place() + ": " + what));
  }

  private String place() {
    int line = xml.getLocation() == null ? 1 : xml.getLocation().getLineNumber();
    return "line "
        + Math.max(line, 1)
        + ", in "
        + (path.isEmpty() ? "the document" : path.element());
  }

  private static String reason(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message
        .replaceAll("\\s+", " ")
        .replaceFirst("^ParseError at \\S+ Message: ", "")
        .replaceFirst(UNBOUND, "the prefix '$1' is not declared");
  }

  /** Names in a hostile document may be long. */
  private static String cut(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
  }

  private static ProtocolException failure(String message, Exception cause) {
    ProtocolException failure = new ProtocolException(cut(message));
    failure.initCause(cause);
    return failure;
  }
}
