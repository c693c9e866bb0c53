package org.amitygate.world.outside;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** WCO Data Model messages, as customs reads and writes them. Stateless. */
final class CustomsXml {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");
  private static final int DEEPEST = 64;

  /**
   * What a query asks about.
   *
   * @param plate empty when the query has none
   */
  record Query(String reference, String plate) {}

  private CustomsXml() {}

  /** Reads a query by local names; null if it is none. */
  static @Nullable Query query(byte[] bytes) {
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    String reference = "";
    String plate = "";
    Deque<String> path = new ArrayDeque<>();
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
      while (reader.hasNext()) {
        int event = reader.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
          path.addLast(reader.getLocalName());
          if (path.size() > DEEPEST) {
            return null;
          }
        } else if (event == XMLStreamConstants.END_ELEMENT) {
          path.removeLast();
        } else if (event == XMLStreamConstants.CHARACTERS && !reader.getText().isBlank()) {
          List<String> at = List.copyOf(path);
          if (at.equals(List.of("MetaData", "Declaration", "FunctionalReferenceID"))) {
            reference = reader.getText().strip();
          } else if (at.size() > 2
              && at.subList(at.size() - 2, at.size())
                  .equals(List.of("BorderTransportMeans", "ID"))) {
            plate = reader.getText().strip();
          }
        }
      }
    } catch (XMLStreamException | RuntimeException e) {
      return null;
    }
    return reference.isEmpty() ? null : new Query(reference, plate);
  }

  /**
   * One response.
   *
   * @param id the response's own reference; a repeat has the same
   * @param micros when it was issued, UTC microseconds
   * @param shape chooses declaration, namespaces, comments and additions; any number
   */
  static String response(String code, String reference, String id, long micros, int shape) {
    Random mix = new Random(shape);
    boolean prefixed = mix.nextInt(4) == 0;
    boolean namespaced = prefixed || mix.nextInt(3) == 0;
    String m = prefixed ? "md:" : "";
    String stamp =
        Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC).format(STAMP);
    StringBuilder xml = new StringBuilder();
    if (mix.nextBoolean()) {
      xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"")
          .append(mix.nextBoolean() ? " standalone=\"no\"" : "")
          .append("?>\n");
    }
    if (mix.nextInt(3) == 0) {
      xml.append("<!-- function code ").append(code).append(" -->\n");
    }
    xml.append('<').append(m).append("MetaData");
    if (prefixed) {
      xml.append(" xmlns:md=\"urn:wco:datamodel:WCO:DocumentMetaData-DMS:2\"");
    } else if (namespaced) {
      xml.append(" xmlns=\"urn:wco:datamodel:WCO:DocumentMetaData-DMS:2\"");
    }
    xml.append(">\n");
    element(xml, m + "WCODataModelVersionCode", "3.6");
    element(xml, m + "WCOTypeName", "RES");
    xml.append('<').append(m).append("ResponsibleCountryCode/>\n");
    xml.append("<Response")
        .append(namespaced ? " xmlns=\"urn:wco:datamodel:WCO:RES-DMS:2\"" : "")
        .append(">\n");
    if (mix.nextInt(4) == 0) {
      xml.append("<!-- issued <FunctionCode>00</FunctionCode> never -->\n");
    }
    element(xml, "FunctionCode", code);
    element(xml, "FunctionalReferenceID", id);
    xml.append("<IssueDateTime>\n<DateTimeString formatCode=\"304\">").append(stamp);
    xml.append("</DateTimeString>\n</IssueDateTime>\n");
    if (code.equals("08") || code.equals("09") || mix.nextInt(5) == 0) {
      xml.append("<AdditionalInformation>\n");
      element(xml, "StatementCode", code.equals("09") ? "A2" : "A1");
      element(xml, "StatementTypeCode", "AFB");
      xml.append("</AdditionalInformation>\n");
    }
    if (code.equals("03")) {
      xml.append("<Error>\n");
      element(xml, "ValidationCode", "CDS12005");
      xml.append(
          "<Pointer>\n<DocumentSectionCode>42A</DocumentSectionCode>\n</Pointer>\n</Error>\n");
    }
    xml.append("<Declaration>\n");
    if (code.equals("01")) {
      xml.append("<AcceptanceDateTime>\n<DateTimeString formatCode=\"304\">").append(stamp);
      xml.append("</DateTimeString>\n</AcceptanceDateTime>\n");
    }
    element(xml, "FunctionalReferenceID", reference);
    element(
        xml,
        "ID",
        "26VN" + Integer.toHexString(reference.hashCode()).toUpperCase(java.util.Locale.ROOT));
    element(xml, "VersionID", Integer.toString(1 + mix.nextInt(3)));
    return xml.append("</Declaration>\n</Response>\n</").append(m).append("MetaData>\n").toString();
  }

  private static void element(StringBuilder xml, String name, String text) {
    xml.append('<').append(name).append('>').append(text).append("</").append(name).append(">\n");
  }
}
