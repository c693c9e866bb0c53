package org.amitygate.authority.wco;

import java.io.StringReader;
import java.net.ProtocolException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code MetaData/Response} of the WCO Data Model 3, also where a release calls the wrapper
 * {@code DocumentMetadata} or has none, and the declaration stands in an {@code
 * OverallDeclaration}. Elements are told by their path of local names, because namespaces differ
 * between administrations and releases. Whatever the bytes are, they give an answer or a {@link
 * ProtocolException} that names the place.
 */
final class WcoResponse {

  /** Bytes. */
  static final int MAX_SIZE = 1 << 20;

  /** Elements inside each other. */
  static final int MAX_DEPTH = 64;

  /** Characters of a code or an id; the data model allows 70 at most. */
  private static final int MAX_VALUE = 256;

  /** Characters of all words together. */
  private static final int MAX_WORDS = 2_000;

  /** Characters of what an exception says. */
  private static final int MAX_MESSAGE = 500;

  /** How the JDK says that a prefix is bound to no namespace. */
  private static final String UNBOUND =
      ".*REC-xml-names-19990114#\\w+PrefixUnbound\\?(?:[^&]*&[^&]*&)?([^&]*).*";

  /** The wrapper around a response, by the names that releases of the data model give it. */
  private static final List<String> ROOTS =
      List.of("MetaData", "DocumentMetaData", "DocumentMetadata");

  private static final String RESPONSE = "MetaData/Response";
  private static final String CODE = RESPONSE + "/FunctionCode";
  private static final String ID = RESPONSE + "/FunctionalReferenceID";
  private static final String ISSUED = RESPONSE + "/IssueDateTime/DateTimeString";
  private static final String ISSUED_ISO = RESPONSE + "/IssueDateTime/DateTime";
  private static final String OVERALL = RESPONSE + "/OverallDeclaration";
  private static final String DECLARATION = RESPONSE + "/Declaration";
  private static final String REFERENCE = DECLARATION + "/FunctionalReferenceID";

  /** Where the authority's own words stand. */
  private static final List<String> WORDS =
      List.of(
          RESPONSE + "/Error/ValidationCode",
          RESPONSE + "/Error/Description",
          RESPONSE + "/AdditionalInformation/StatementDescription");

  private static final List<String> VALUES = List.of(CODE, ID, ISSUED, ISSUED_ISO, REFERENCE);

  private final XMLStreamReader xml;
  private final Map<String, Verdict> verdicts;
  private final String digest;
  private final Deque<Element> elements = new ArrayDeque<>();
  private final List<Answer> answers = new ArrayList<>();

  /** Of the Response being read. */
  private final Map<String, String> values = new HashMap<>();

  private final List<String> references = new ArrayList<>();
  private final StringBuilder words = new StringBuilder();
  private String formatCode = "";

  /**
   * An element that is open.
   *
   * @param path as in {@code MetaData/Response}, whatever this release of the data model calls it
   * @param shown its path as it is written
   */
  private record Element(String path, String shown) {}

  /** The text of the value being read; null outside. */
  private @Nullable StringBuilder text;

  private WcoResponse(XMLStreamReader xml, Map<String, Verdict> verdicts, String digest) {
    this.xml = xml;
    this.verdicts = verdicts;
    this.digest = digest;
  }

  static Answer decode(byte[] bytes, Map<String, Verdict> verdicts) throws ProtocolException {
    if (bytes.length > MAX_SIZE) {
      throw new ProtocolException("expected at most " + MAX_SIZE + " bytes, got " + bytes.length);
    }
    String document = XmlText.of(bytes);
    XMLStreamReader xml;
    try {
      xml = factory().createXMLStreamReader(new StringReader(document));
    } catch (XMLStreamException | RuntimeException e) {
      throw failure("line 1: expected an XML document: " + reason(e), e);
    }
    WcoResponse response = new WcoResponse(xml, verdicts, digest(bytes));
    try {
      return response.read();
    } catch (XMLStreamException | RuntimeException e) {
      throw failure(response.place() + ": expected well-formed XML: " + reason(e), e);
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

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Answer read() throws XMLStreamException, ProtocolException {
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
    if (answers.isEmpty()) {
      throw wrong("expected at least one " + RESPONSE);
    }
    return answers.get(0);
  }

  private void start(String name) throws ProtocolException {
    if (text != null) {
      throw wrong("expected text only, got an element " + name);
    }
    if (elements.size() >= MAX_DEPTH) {
      throw wrong("expected elements at most " + MAX_DEPTH + " deep");
    }
    Element parent = elements.peek();
    String path = parent == null ? root(name) : inside(parent.path(), name);
    elements.push(new Element(path, parent == null ? name : parent.shown() + "/" + name));
    if (VALUES.contains(path) || WORDS.contains(path)) {
      text = new StringBuilder();
      if (path.equals(ISSUED)) {
        String code = xml.getAttributeValue(null, "formatCode");
        formatCode = code == null ? "" : code.strip();
      }
    } else if (path.equals(RESPONSE)) {
      values.clear();
      references.clear();
      words.setLength(0);
      formatCode = "";
    } else if (path.equals(DECLARATION)) {
      references.add(""); // until its reference is read
    }
  }

  /** A response stands in its wrapper or, in some releases, alone. */
  private String root(String name) throws ProtocolException {
    if (ROOTS.contains(name)) {
      return "MetaData";
    }
    if (name.equals("Response")) {
      return RESPONSE;
    }
    throw wrong("expected the root element MetaData or Response, got " + name);
  }

  /** Of what stands in an OverallDeclaration only the declaration counts: no code, no id. */
  private static String inside(String parent, String name) {
    return parent.equals(OVERALL) && name.equals("Declaration") ? DECLARATION : parent + "/" + name;
  }

  private void characters() {
    if (text != null) {
      text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
    }
  }

  private void end() throws ProtocolException {
    String path = elements.element().path();
    StringBuilder read = text;
    text = null;
    if (read != null) {
      String value = read.toString().strip();
      if (WORDS.contains(path)) {
        say(value);
      } else {
        keep(path, value);
      }
    } else if (path.equals(RESPONSE)) {
      finish();
    }
    elements.pop();
  }

  private void say(String value) {
    if (!value.isEmpty() && words.length() < MAX_WORDS) {
      words.append(words.length() == 0 ? "" : "; ").append(value);
      words.setLength(Math.min(words.length(), MAX_WORDS));
    }
  }

  private void keep(String path, String value) throws ProtocolException {
    if (value.length() > MAX_VALUE) {
      throw wrong("expected at most " + MAX_VALUE + " characters, got " + value.length());
    }
    if (path.equals(REFERENCE)) {
      String before = references.remove(references.size() - 1);
      if (!before.isEmpty() && !before.equals(value)) {
        throw wrong("expected one reference, got '" + before + "' and '" + value + "'");
      }
      references.add(value);
      return;
    }
    String before = values.putIfAbsent(path, value);
    if (before != null && !before.equals(value)) {
      throw wrong("expected one value, got '" + before + "' and '" + value + "'");
    }
  }

  /** One Response has been read. */
  private void finish() throws ProtocolException {
    String code = values.getOrDefault(CODE, "");
    if (code.isEmpty()) {
      throw wrong("expected a FunctionCode");
    }
    List<String> distinct = references.stream().distinct().toList();
    if (distinct.size() > 1) {
      throw wrong("expected one declaration, got " + distinct);
    }
    String id = values.getOrDefault(ID, "");
    Answer answer =
        new Answer(
            id.isEmpty() ? "sha-256:" + digest : id,
            distinct.stream().filter(reference -> !reference.isEmpty()).findFirst(),
            verdicts.getOrDefault(code, Verdict.UNKNOWN),
            code,
            words.toString(),
            issued());
    for (Answer before : answers) {
      if (!before.code().equals(answer.code())
          || !before.declaration().equals(answer.declaration())) {
        throw wrong(
            "expected responses that are alike, got " + brief(before) + " and " + brief(answer));
      }
    }
    answers.add(answer);
  }

  private Optional<Instant> issued() {
    String written = values.getOrDefault(ISSUED, "");
    return written.isEmpty()
        ? WcoTimes.parse(values.getOrDefault(ISSUED_ISO, ""), "")
        : WcoTimes.parse(written, formatCode);
  }

  private static String brief(Answer answer) {
    return answer.code() + " for " + answer.declaration().orElse("no declaration");
  }

  private ProtocolException wrong(String what) {
    return new ProtocolException(cut(place() + ": " + what));
  }

  /** Where the reader stands. */
  private String place() {
    int line = xml.getLocation() == null ? -1 : xml.getLocation().getLineNumber();
    String path = elements.isEmpty() ? "the document" : elements.element().shown();
    return "line " + Math.max(line, 1) + ", in " + path;
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
