package org.amitygate.authority.wco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WcoResponseTest {

  private static final WcoProtocol WCO = new WcoProtocol();

  @Test
  void aReleaseIsRead() throws ProtocolException {
    assertThat(decode(Documents.RELEASE))
        .isEqualTo(
            new Answer(
                "b850b7f5b53a4e69",
                Optional.of("DEC-000017"),
                Verdict.RELEASED,
                "08",
                "CDS12005; looked at; released",
                Optional.of(Instant.parse("2026-02-12T09:15:07Z"))));
  }

  @ParameterizedTest
  @CsvSource({
    "01, WAIT",
    "02, WAIT",
    "03, REJECTED",
    "04, UNKNOWN",
    "05, CONTROL",
    "06, CONTROL",
    "07, INFORMATION",
    "08, RELEASED",
    "09, RELEASED",
    "10, REJECTED",
    "11, WAIT",
    "12, UNKNOWN",
    "13, INFORMATION",
    "14, UNKNOWN",
    "15, UNKNOWN",
    "16, INFORMATION",
    "17, UNKNOWN",
    "8, UNKNOWN",
    "9, UNKNOWN",
    "008, UNKNOWN",
    "080, UNKNOWN",
    "08 09, UNKNOWN",
    "released, UNKNOWN",
  })
  void eachFunctionCodeHasOneMeaning(String code, Verdict verdict) throws ProtocolException {
    Answer answer = decode(response(code, "DEC-1"));
    assertThat(answer.verdict()).isEqualTo(verdict);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void onlyTwoCodesReleaseAmongAllOfThree() throws ProtocolException {
    for (int number = 0; number < 1_000; number++) {
      for (String code :
          new String[] {"%02d".formatted(number), "%03d".formatted(number), "" + number}) {
        boolean releases = code.equals("08") || code.equals("09");
        assertThat(decode(response(code, "D")).verdict() == Verdict.RELEASED)
            .as(code)
            .isEqualTo(releases);
      }
    }
  }

  @Test
  void theMappingCanBeAnother() throws ProtocolException {
    WcoProtocol national = new WcoProtocol(Map.of("77", Verdict.RELEASED));
    assertThat(national.decode(bytes(response("77", "D"))).verdict()).isEqualTo(Verdict.RELEASED);
    assertThat(national.decode(bytes(response("08", "D"))).verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void theReferenceIsTheDeclarationsNotTheMessages() throws ProtocolException {
    Answer answer = decode(response("08", "DEC-000017"));
    assertThat(answer.declaration()).contains("DEC-000017");
    assertThat(answer.id()).isEqualTo("message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<Declaration/>",
        "<Declaration><ID>MRN</ID></Declaration>",
        "<Declaration><FunctionalReferenceID/></Declaration>",
        "<Declaration><FunctionalReferenceID> \n\t</FunctionalReferenceID></Declaration>",
        "<Declaration><GoodsShipment><FunctionalReferenceID>other</FunctionalReferenceID></GoodsShipment></Declaration>",
        "<Other><Declaration><FunctionalReferenceID>other</FunctionalReferenceID></Declaration></Other>",
      })
  void withoutTheDeclarationsReferenceThereIsNone(String declaration) throws ProtocolException {
    Answer answer = decode(raw("<FunctionCode>08</FunctionCode>" + declaration));
    assertThat(answer.declaration()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<DocumentMetadata>%s</DocumentMetadata>",
        "<DocumentMetaData>%s</DocumentMetaData>",
        "<MetaData>%s</MetaData>",
        "%s"
      })
  void otherReleasesOfTheDataModelWrapAResponseOtherwise(String wrapper) throws ProtocolException {
    String inside =
        "<Response><FunctionCode>08</FunctionCode><FunctionalReferenceID>message</FunctionalReferenceID>"
            + "%s</Response>";
    String overall =
        "<OverallDeclaration><FunctionCode>09</FunctionCode>"
            + "<FunctionalReferenceID>other</FunctionalReferenceID>"
            + declaration("DEC-1")
            + "</OverallDeclaration>";
    for (String declaration : new String[] {declaration("DEC-1"), overall}) {
      Answer answer = decode(wrapper.formatted(inside.formatted(declaration)));
      assertThat(answer.declaration()).contains("DEC-1");
      assertThat(answer.verdict()).isEqualTo(Verdict.RELEASED);
      assertThat(answer.code()).isEqualTo("08");
      assertThat(answer.id()).isEqualTo("message");
    }
    assertThat(decode(wrapper.formatted(inside.formatted("<OverallDeclaration/>"))).declaration())
        .isEmpty();
  }

  @Test
  void thePlaceIsNamedAsItIsWritten() {
    refused(
        "<DocumentMetadata><Response><FunctionCode>08</FunctionCode><OverallDeclaration>"
            + declaration("A")
            + declaration("B")
            + "</OverallDeclaration></Response></DocumentMetadata>",
        "line 1, in DocumentMetadata/Response: expected one declaration, got [A, B]");
    refused(
        "<Response><FunctionCode>10</FunctionCode><FunctionCode>08</FunctionCode></Response>",
        "line 1, in Response/FunctionCode: expected one value, got '10' and '08'");
  }

  @Test
  void theReferenceIsStrippedAndKeepsItsCharacters() throws ProtocolException {
    assertThat(
            decode(response("08", " \n DEC&amp;<![CDATA[<1>]]>&#x20;é<!-- no -->/2 \t"))
                .declaration())
        .contains("DEC&<1> é/2");
  }

  @Test
  void aMessageWithoutIdIsToldByItsContent() throws ProtocolException {
    Answer first = decode(raw("<FunctionCode>08</FunctionCode>"));
    Answer same = decode(raw("<FunctionCode>08</FunctionCode>"));
    Answer other = decode(raw("<FunctionCode>10</FunctionCode>"));
    assertThat(first.id())
        .matches("sha-256:[0-9a-f]{64}")
        .isEqualTo(same.id())
        .isNotEqualTo(other.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<FunctionCode/>",
        "<FunctionCode>  </FunctionCode>",
        "<Status><FunctionCode>08</FunctionCode></Status>"
      })
  void withoutFunctionCodeThereIsNoAnswer(String code) {
    refused(raw(code), "line 1, in MetaData/Response: expected a FunctionCode");
  }

  @Test
  void namespacesAndPrefixesDoNotMatter() throws ProtocolException {
    Answer expected = decode(Documents.RELEASE);
    assertThat(withoutId(decode(Documents.PREFIXED))).isEqualTo(withoutId(expected));
    assertThat(
            withoutId(
                decode(Documents.RELEASE.replace("<MetaData>", "<MetaData xmlns='urn:any'>"))))
        .isEqualTo(withoutId(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTF-8",
        "UTF-16",
        "UTF-16LE",
        "UTF-16BE",
        "ISO-8859-1",
        "windows-1252",
        "GBK",
        "GB18030",
        "Big5",
        "IBM037"
      })
  void otherEncodings(String encoding) throws ProtocolException {
    String text = "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?>" + response("08", "DEC-é");
    if (encoding.equals("GBK") || encoding.equals("Big5")) {
      text = text.replace("é", "字");
    }
    Answer answer = WCO.decode(text.getBytes(Charset.forName(encoding)));
    assertThat(answer.verdict()).isEqualTo(Verdict.RELEASED);
    assertThat(answer.declaration().orElseThrow()).startsWith("DEC-").doesNotContain("?", "\ufffd");
  }

  @Test
  void byteOrderMarksAndXml11() throws ProtocolException {
    for (String start :
        new String[] {"\ufeff", "\ufeff<?xml version=\"1.0\"?>", "<?xml version=\"1.1\"?>"}) {
      assertThat(decode(start + response("08", "DEC-1")).declaration()).contains("DEC-1");
    }
    byte[] utf16 = ("\ufeff" + response("08", "DEC-1")).getBytes(StandardCharsets.UTF_16LE);
    assertThat(WCO.decode(utf16).declaration()).contains("DEC-1");
  }

  @Test
  void commentsAndInstructionsMayStandAnywhere() throws ProtocolException {
    String everywhere =
        Documents.RELEASE.replace(">", "><!-- <FunctionCode>10</FunctionCode> --><?p i?>");
    assertThat(withoutId(decode(everywhere))).isEqualTo(withoutId(decode(Documents.RELEASE)));
  }

  @Test
  void severalResponsesMustBeAlike() throws ProtocolException {
    String one = "<Response><FunctionCode>08</FunctionCode>" + declaration("A") + "</Response>";
    assertThat(decode("<MetaData>" + one + one + "</MetaData>").declaration()).contains("A");
    String place =
        "line 1, in MetaData/Response: expected responses that are alike, got 08 for A and ";
    refused("<MetaData>" + one + one.replace("08", "09") + "</MetaData>", place + "09 for A");
    refused("<MetaData>" + one + one.replace(">A<", ">B<") + "</MetaData>", place + "08 for B");
    refused(
        "<MetaData>" + one + one.replace(declaration("A"), "") + "</MetaData>",
        place + "08 for no declaration");
    refused("<MetaData>" + one + one + one.replace("08", "10") + "</MetaData>", place + "10 for A");
  }

  @Test
  void aSecondResponseTakesNothingFromTheFirst() {
    refused(
        "<MetaData><Response><FunctionCode>08</FunctionCode></Response><Response/></MetaData>",
        "line 1, in MetaData/Response: expected a FunctionCode");
    refused(
        "<MetaData>"
            + "<Response><FunctionCode>08</FunctionCode>"
            + declaration("A")
            + "</Response>"
            + "<Response><FunctionCode>08</FunctionCode></Response></MetaData>",
        "line 1, in MetaData/Response: expected responses that are alike, got 08 for A and 08 for no declaration");
  }

  @Test
  void wordsAndTimesAreOfTheFirstOfResponsesThatAreAlike() throws ProtocolException {
    String second =
        "<Response><FunctionCode>08</FunctionCode><FunctionalReferenceID>second</FunctionalReferenceID>"
            + declaration("A")
            + "</Response>";
    String first =
        second
            .replace("second", "first")
            .replace("<Declaration>", "<Error><Description>why</Description></Error><Declaration>");
    Answer answer = decode("<MetaData>" + first + second + "</MetaData>");
    assertThat(answer.id()).isEqualTo("first");
    assertThat(answer.text()).isEqualTo("why");
    assertThat(decode("<MetaData>" + second + first + "</MetaData>").text()).isEmpty();
  }

  @Test
  void severalDeclarationsMustBeOne() throws ProtocolException {
    assertThat(
            decode(raw("<FunctionCode>08</FunctionCode>" + declaration("A") + declaration("A")))
                .declaration())
        .contains("A");
    refused(
        raw("<FunctionCode>08</FunctionCode>" + declaration("A") + declaration("B")),
        "line 1, in MetaData/Response: expected one declaration, got [A, B]");
    refused(
        raw("<FunctionCode>08</FunctionCode>" + declaration("A") + "<Declaration/>"),
        "line 1, in MetaData/Response: expected one declaration, got [A, ]");
    refused(
        raw(
            "<FunctionCode>08</FunctionCode>"
                + declaration("A").replace("</Declaration>", "")
                + "<FunctionalReferenceID>B</FunctionalReferenceID></Declaration>"),
        "line 1, in MetaData/Response/Declaration/FunctionalReferenceID: expected one reference, got 'A' and 'B'");
  }

  @Test
  void aValueIsGivenOnce() throws ProtocolException {
    assertThat(
            decode(raw("<FunctionCode>08</FunctionCode><FunctionCode> 08</FunctionCode>")).code())
        .isEqualTo("08");
    refused(
        raw("<FunctionCode>10</FunctionCode>\n<FunctionCode>08</FunctionCode>"),
        "line 2, in MetaData/Response/FunctionCode: expected one value, got '10' and '08'");
    refused(
        raw(
            "<FunctionCode>08</FunctionCode><FunctionalReferenceID>1</FunctionalReferenceID>"
                + "<FunctionalReferenceID>2</FunctionalReferenceID>"),
        "line 1, in MetaData/Response/FunctionalReferenceID: expected one value, got '1' and '2'");
  }

  @Test
  void aValueIsTextOnly() {
    refused(
        raw("<FunctionCode>0<b/>8</FunctionCode>"),
        "line 1, in MetaData/Response/FunctionCode: expected text only, got an element b");
  }

  @Test
  void valuesAndWordsAreBounded() throws ProtocolException {
    String longest = "x".repeat(256);
    assertThat(decode(response("08", longest)).declaration()).contains(longest);
    refused(
        response("08", longest + "x"),
        "line 1, in MetaData/Response/Declaration/FunctionalReferenceID: expected at most 256 characters, got 257");
    String said = "<Error><Description>" + "y".repeat(1_500) + "</Description></Error>";
    assertThat(decode(raw("<FunctionCode>03</FunctionCode>" + said + said + said)).text())
        .hasSize(2_000)
        .startsWith("y".repeat(1_500) + "; yy");
  }

  private static Answer withoutId(Answer answer) {
    return new Answer(
        "",
        answer.declaration(),
        answer.verdict(),
        answer.code(),
        answer.text(),
        answer.issuedAt());
  }

  private static String response(String code, String reference) {
    return raw(
        "<FunctionCode>"
            + code
            + "</FunctionCode><FunctionalReferenceID>message</FunctionalReferenceID>"
            + declaration(reference));
  }

  private static String declaration(String reference) {
    return "<Declaration><FunctionalReferenceID>"
        + reference
        + "</FunctionalReferenceID></Declaration>";
  }

  private static String raw(String content) {
    return "<MetaData><Response>" + content + "</Response></MetaData>";
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> decode(text))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  private static Answer decode(String text) throws ProtocolException {
    return WCO.decode(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
