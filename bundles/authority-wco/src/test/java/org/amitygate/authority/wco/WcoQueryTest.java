package org.amitygate.authority.wco;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.amitygate.authority.Request;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class WcoQueryTest {

  private static final Instant AT = Instant.parse("2026-11-23T06:07:08.9Z");
  private static final WcoProtocol WCO = new WcoProtocol();

  @Test
  void theWholeQuery() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("trader", "Công ty & Sons");
    facts.put("plate", " 29C-123.45 ");
    facts.put("grossKg", "31240");
    facts.put("container", " csqu 305438-3 ");
    facts.put("seal", "VN 0017, VN-0018");
    facts.put("axles", "6");
    assertThat(text(new Request("q-1", "release", "DEC-000017", AT, facts)))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <MetaData xmlns="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2">
              <WCODataModelVersionCode>3.6</WCODataModelVersionCode>
              <WCOTypeName>DEC</WCOTypeName>
              <Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2">
                <FunctionCode>13</FunctionCode>
                <FunctionalReferenceID>DEC-000017</FunctionalReferenceID>
                <IssueDateTime>
                  <DateTimeString xmlns="urn:wco:datamodel:WCO:Declaration_DS:DMS:2" formatCode="304">20261123060708Z</DateTimeString>
                </IssueDateTime>
                <TotalGrossMassMeasure unitCode="KGM">31240</TotalGrossMassMeasure>
                <AdditionalInformation>
                  <StatementCode>release</StatementCode>
                  <StatementDescription>q-1</StatementDescription>
                  <StatementTypeCode>ASK</StatementTypeCode>
                </AdditionalInformation>
                <AdditionalInformation>
                  <StatementCode>axles</StatementCode>
                  <StatementDescription>6</StatementDescription>
                  <StatementTypeCode>ACB</StatementTypeCode>
                </AdditionalInformation>
                <AdditionalInformation>
                  <StatementCode>trader</StatementCode>
                  <StatementDescription>Công ty &amp; Sons</StatementDescription>
                  <StatementTypeCode>ACB</StatementTypeCode>
                </AdditionalInformation>
                <BorderTransportMeans>
                  <ID>29C-123.45</ID>
                </BorderTransportMeans>
                <GoodsShipment>
                  <Consignment>
                    <TransportEquipment>
                      <SequenceNumeric>1</SequenceNumeric>
                      <ID>CSQU3054383</ID>
                      <Seal>
                        <SequenceNumeric>1</SequenceNumeric>
                        <ID>VN 0017</ID>
                      </Seal>
                      <Seal>
                        <SequenceNumeric>2</SequenceNumeric>
                        <ID>VN-0018</ID>
                      </Seal>
                    </TransportEquipment>
                  </Consignment>
                </GoodsShipment>
              </Declaration>
            </MetaData>
            """);
    assertThat(WCO.contentType()).isEqualTo("application/xml; charset=UTF-8");
  }

  @Test
  void eachContainerIsAnEquipmentAndASealThatMayBeOfAnyIsAFact() {
    assertThat(
            text(
                new Request(
                    "q-1",
                    "release",
                    "DEC-1",
                    AT,
                    Map.of("container", "CSQU3054383 / msku 123456-5", "seal", "S1, S2"))))
        .contains(
            """
            <TransportEquipment>
                      <SequenceNumeric>1</SequenceNumeric>
                      <ID>CSQU3054383</ID>
                    </TransportEquipment>
                    <TransportEquipment>
                      <SequenceNumeric>2</SequenceNumeric>
                      <ID>MSKU1234565</ID>
                    </TransportEquipment>
            """,
            "<StatementDescription>S1, S2</StatementDescription>")
        .doesNotContain("<Seal>");
  }

  @Test
  void aStatementsTypeHasThreeCharactersAtMost() {
    assertThat(text(new Request("q-1", "release", "DEC-1", AT, Map.of("goods", "durian"))))
        .containsPattern("<StatementTypeCode>.{1,3}</StatementTypeCode>")
        .doesNotContainPattern("<StatementTypeCode>.{4,}</StatementTypeCode>");
  }

  @Test
  void theShortestQuery() {
    assertThat(
            text(new Request("q-1", "release", "DEC-1", AT, Map.of("plate", " ", "grossKg", ""))))
        .doesNotContain("BorderTransportMeans", "GoodsShipment", "TotalGrossMassMeasure", "ACB");
  }

  @Test
  void theSameRequestGivesTheSameBytes() {
    Map<String, String> one = new LinkedHashMap<>();
    Map<String, String> other = new LinkedHashMap<>();
    for (int i = 0; i < 30; i++) {
      one.put("fact" + i, "" + i);
      other.put("fact" + (29 - i), "" + (29 - i));
    }
    assertThat(WCO.encode(new Request("q", "release", "D", AT, one)))
        .isEqualTo(WCO.encode(new Request("q", "release", "D", AT, other)));
  }

  @Test
  void hostileTextStaysText() throws Exception {
    String hostile =
        "</ID><ID>x]]>&amp;\"'\r\n\t\u0000\u0008\u001f\ud800\uffff\ud83d\ude9a\ue000\ufffd \ud7ff\ud800\udc00";
    byte[] bytes = WCO.encode(new Request("q", "release", hostile, AT, Map.of("plate", hostile)));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(bytes));
    String expected =
        "</ID><ID>x]]>&amp;\"'\r\n\t\ufffd\ufffd\ufffd\ufffd\ufffd\ud83d\ude9a\ue000\ufffd \ud7ff\ud800\udc00";
    assertThat(document.getElementsByTagName("FunctionalReferenceID").item(0).getTextContent())
        .isEqualTo(expected);
    assertThat(document.getElementsByTagName("ID").getLength()).isEqualTo(1);
    assertThat(document.getElementsByTagName("ID").item(0).getTextContent())
        .isEqualTo(expected.strip());
  }

  private static String text(Request request) {
    return new String(WCO.encode(request), StandardCharsets.UTF_8);
  }
}
