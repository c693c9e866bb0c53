package org.amitygate.authority.wco;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.amitygate.authority.Request;
import org.amitygate.crossing.ContainerNumber;

/**
 * Writes a query: {@code MetaData/Declaration} of the WCO Data Model 3.6, its elements in the order
 * of the schema. Namespaces are defaults without prefixes, so that the shortest reader understands
 * it. The same request gives the same bytes.
 */
final class WcoQuery {

  private static final String META_DATA = "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2";
  private static final String DECLARATION = "urn:wco:datamodel:WCO:DEC-DMS:2";
  private static final String TYPES = "urn:wco:datamodel:WCO:Declaration_DS:DMS:2";

  /** "Request" in UN/EDIFACT 1225. */
  private static final String REQUEST = "13";

  /** "Additional information" in UN/EDIFACT 4451; three characters is all that the element has. */
  private static final String ADDITIONAL = "ACB";

  /** What stands between several seals in one text. */
  private static final Pattern SEVERAL = Pattern.compile("[,;，；、]");

  /** CCYYMMDDHHMMSSZZZ in UN/EDIFACT 2379. */
  private static final DateTimeFormatter FORMAT_304 =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private WcoQuery() {}

  static byte[] encode(Request request) {
    Map<String, String> facts = new TreeMap<>(request.facts());
    String plate = take(facts, "plate");
    List<String> containers = ContainerNumber.in(take(facts, "container"));
    // Of several containers nobody said which one a seal is on: then it is told as a fact.
    List<String> seals = containers.size() == 1 ? seals(take(facts, "seal")) : List.of();
    String grossKg = take(facts, "grossKg");
    StringBuilder xml = new StringBuilder(1_000);
    xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<MetaData xmlns=\"")
        .append(META_DATA)
        .append("\">\n");
    element(xml, 1, "WCODataModelVersionCode", "3.6");
    element(xml, 1, "WCOTypeName", "DEC");
    xml.append("  <Declaration xmlns=\"").append(DECLARATION).append("\">\n");
    element(xml, 2, "FunctionCode", REQUEST);
    element(xml, 2, "FunctionalReferenceID", request.declaration());
    xml.append("    <IssueDateTime>\n      <DateTimeString xmlns=\"").append(TYPES);
    xml.append("\" formatCode=\"304\">").append(FORMAT_304.format(request.at()));
    xml.append("</DateTimeString>\n    </IssueDateTime>\n");
    if (!grossKg.isEmpty()) {
      xml.append("    <TotalGrossMassMeasure unitCode=\"KGM\">");
      text(xml, grossKg);
      xml.append("</TotalGrossMassMeasure>\n");
    }
    statement(xml, "ASK", request.ask(), request.id());
    facts.forEach((name, value) -> statement(xml, ADDITIONAL, name, value));
    if (!plate.isEmpty()) {
      xml.append("    <BorderTransportMeans>\n");
      element(xml, 3, "ID", plate);
      xml.append("    </BorderTransportMeans>\n");
    }
    if (!containers.isEmpty()) {
      xml.append("    <GoodsShipment>\n      <Consignment>\n");
      for (int i = 0; i < containers.size(); i++) {
        equipment(xml, i + 1, containers.get(i), seals);
      }
      xml.append("      </Consignment>\n    </GoodsShipment>\n");
    }
    return xml.append("  </Declaration>\n</MetaData>\n")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String take(Map<String, String> facts, String name) {
    String value = facts.remove(name);
    return value == null ? "" : value.strip();
  }

  private static List<String> seals(String text) {
    return SEVERAL.splitAsStream(text).map(String::strip).filter(seal -> !seal.isEmpty()).toList();
  }

  /** One container with what seals it. */
  private static void equipment(
      StringBuilder xml, int number, String container, List<String> seals) {
    xml.append("        <TransportEquipment>\n");
    element(xml, 5, "SequenceNumeric", "" + number);
    element(xml, 5, "ID", container);
    for (int i = 0; i < seals.size(); i++) {
      xml.append("          <Seal>\n");
      element(xml, 6, "SequenceNumeric", "" + (i + 1));
      element(xml, 6, "ID", seals.get(i));
      xml.append("          </Seal>\n");
    }
    xml.append("        </TransportEquipment>\n");
  }

  private static void statement(StringBuilder xml, String type, String code, String description) {
    xml.append("    <AdditionalInformation>\n");
    element(xml, 3, "StatementCode", code);
    element(xml, 3, "StatementDescription", description);
    element(xml, 3, "StatementTypeCode", type);
    xml.append("    </AdditionalInformation>\n");
  }

  private static void element(StringBuilder xml, int depth, String name, String value) {
    xml.append("  ".repeat(depth)).append('<').append(name).append('>');
    text(xml, value);
    xml.append("</").append(name).append(">\n");
  }

  /** Characters that XML 1.0, section 2.2, does not allow become U+FFFD. */
  private static void text(StringBuilder xml, String value) {
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '\r' -> xml.append("&#13;");
                default -> xml.appendCodePoint(isXml(c) ? c : 0xfffd);
              }
            });
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c >= 0x20 && c <= 0xd7ff
        || c >= 0xe000 && c <= 0xfffd
        || c >= 0x10000;
  }
}
