package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HikvisionXmlTest {

  @Test
  void anAlertIsRead() throws ProtocolException {
    assertThat(parse(Events.plate("u-1", "29C-123.45")))
        .isEqualTo(
            new Alert(
                "anpr",
                Optional.of("u-1"),
                Optional.of(Instant.parse("2026-11-23T05:59:58Z")),
                Optional.of("29C-123.45"),
                Optional.of(97),
                Map.ofEntries(
                    Map.entry("UUID", "u-1"),
                    Map.entry("dateTime", "2026-11-23T12:59:58+07:00"),
                    Map.entry("eventState", "active"),
                    Map.entry("channelID", "1"),
                    Map.entry("macAddress", "00:00:5e:00:53:01"),
                    Map.entry("country", "59"),
                    Map.entry("region", "0"),
                    Map.entry("direction", "forward"),
                    Map.entry("laneNo", "3"),
                    Map.entry("line", "1"),
                    Map.entry("plateType", "02TypePersonalized"),
                    Map.entry("vehicleType", "largeTruck"),
                    Map.entry("color", "white"),
                    Map.entry("originalLicensePlate", "29C12345"),
                    Map.entry("isDataRetransmission", "false"))));
  }

  @ParameterizedTest
  @CsvSource({
    "ANPR, true",
    "anpr, true",
    "Anpr, true",
    "videoloss, false",
    "heartBeat, false",
    "ANPRX, false"
  })
  void onlyPlateReadsArePlateReads(String eventType, boolean plateRead) throws ProtocolException {
    assertThat(parse(alert("<eventType> " + eventType + " </eventType>")).isPlateRead())
        .isEqualTo(plateRead);
  }

  @Test
  void namespacesPrefixesCommentsAndPlacesDoNotMatter() throws ProtocolException {
    Alert expected = parse(Events.plate("u-1", "29C-123.45"));
    String other = Events.plate("u-1", "29C-123.45").replace("ver20/XMLSchema", "ver10");
    assertThat(parse(other)).isEqualTo(expected);
    assertThat(parse(other.replaceFirst(" xmlns=\"[^\"]*\"", ""))).isEqualTo(expected);
    String prefixed =
        other
            .replaceAll("<(/?)([A-Za-z])", "<$1h:$2")
            .replace("<?h:xml", "<?xml")
            .replaceFirst("xmlns=", "xmlns:h=");
    assertThat(parse(prefixed)).isEqualTo(expected);
    assertThat(parse(other.replace(">", "><!-- <licensePlate>X</licensePlate> -->")))
        .isEqualTo(expected);
    assertThat(parse("\ufeff\r\n " + other)).isEqualTo(expected);
    assertThat(parse(alert("<eventType>ANPR</eventType><licensePlate>A1</licensePlate>")).plate())
        .contains("A1");
  }

  @Test
  void blanksDoNotCount() throws ProtocolException {
    assertThat(
            parse(
                    alert(
                        "<eventType/><eventType>ANPR</eventType><licensePlate> </licensePlate>"
                            + "<licensePlate> A&amp;<![CDATA[1]]> </licensePlate><licensePlate/>"))
                .plate())
        .contains("A&1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        "***",
        "???",
        "unknown",
        "Unknown",
        "UNKNOWN",
        "noplate",
        "noPlate",
        "NO PLATE",
        "no_plate",
        "No-Plate",
        "none",
        "NONE",
        "null",
        "N/A",
        "not recognized",
        "Unlicensed",
        "无车牌",
        "无牌车",
        "未识别",
        "车牌未识别",
        "无号牌",
        "未识别号牌",
        "no number plate",
        "Unlicensed vehicle",
        "未知",
        "無車牌",
        "Không biển số",
        "KHÔNG BIỂN SỐ"
      })
  void textsThatMeanNoPlate(String text) throws ProtocolException {
    assertThat(plate(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "29C-123.45",
        "粤B12345",
        "蓝京A12345",
        "NOP1",
        "NONE1",
        "UNKNOWN1",
        "0",
        "无1",
        "桂F·88888",
        "不"
      })
  void textsThatMayBeAPlateAreKeptAsWritten(String text) throws ProtocolException {
    assertThat(plate("  " + text + "\n")).contains(text);
  }

  private static Optional<String> plate(String text) throws ProtocolException {
    return parse(
            alert(
                "<eventType>ANPR</eventType><ANPR><licensePlate>"
                    + text
                    + "</licensePlate></ANPR>"))
        .plate();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "97, 97",
    "100, 100",
    "95.5, 95",
    "99.999, 99",
    "100.0, 100",
    "' 8 ', 8",
    "8., 8",
    "'45,3', 45",
    "97%, 97",
    "45 %, 45",
    "'99,9 %', 99"
  })
  void confidences(String written, int percent) throws ProtocolException {
    assertThat(confidence(written)).contains(percent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "101", "255", "1000", "NaN", "1e2", "97%%", "+5", ".5", "1.000,5", "٣"})
  void aConfidenceThatCannotBeReadIsNone(String written) throws ProtocolException {
    assertThat(confidence(written)).contains(0);
    assertThat(parse(confident(written)).attributes())
        .containsEntry("notRead", "confidenceLevel: expected 0 to 100, got '" + written + "'");
  }

  @Test
  void noConfidenceIsNotALowOne() throws ProtocolException {
    assertThat(confidence("")).isEmpty();
    assertThat(parse(confident("")).attributes()).doesNotContainKey("notRead");
  }

  private static Optional<Integer> confidence(String written) throws ProtocolException {
    return parse(confident(written)).confidencePercent();
  }

  private static String confident(String written) {
    return alert("<eventType>ANPR</eventType><confidenceLevel>" + written + "</confidenceLevel>");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T12:59:58+07:00, 2026-11-23T05:59:58Z",
    "2026-11-23T12:59:58.250Z, 2026-11-23T12:59:58.250Z",
    "2017-12-01T09:01:18-6:00, 2017-12-01T15:01:18Z",
    "2017-12-01T09:01:18+0700, 2017-12-01T02:01:18Z",
    "2017-12-01T09:01:18+700, 2017-12-01T02:01:18Z",
    "2017-12-01T09:01:18.5+07, 2017-12-01T02:01:18.500Z",
    "2017-12-01T09:01:18+7, 2017-12-01T02:01:18Z",
    "2024-01-22T11:46:3100:00, 2024-01-22T11:46:31Z",
    "2024-01-22T11:46:3107:00, ''",
    "2024-01-22T11:46:31+99:00, ''",
    "2026-11-23T12:59:58, ''",
    "yesterday, ''",
    "'', ''",
  })
  void times(String written, String at) throws ProtocolException {
    Optional<Instant> time =
        parse(alert("<eventType>ANPR</eventType><dateTime>" + written + "</dateTime>")).dateTime();
    assertThat(time.map(Instant::toString).orElse("")).isEqualTo(at);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "GBK", "GB18030", "GB2312", "IBM037"})
  void encodings(String encoding) throws ProtocolException {
    String plate = encoding.equals("IBM037") ? "B12345" : "粤B12345";
    String text = Events.plate("u-1", plate).replace("\"UTF-8\"", "\"" + encoding + "\"");
    assertThat(HikvisionXml.parse(text.getBytes(Charset.forName(encoding))).get(0).plate())
        .contains(plate);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<a/> | line 1, in the document: expected the root element EventNotificationAlert, got a",
        "<EventNotificationAlert/> | line 1, in the document: expected an eventType in EventNotificationAlert",
        "<EventNotificationAlert><eventType/></EventNotificationAlert>"
            + "| line 1, in the document: expected an eventType in EventNotificationAlert",
        "<p:EventNotificationAlert/>"
            + "| line 1, in the document: expected well-formed XML: the prefix 'p' is not declared",
        "<EventNotificationAlert><a p:b='1'/></EventNotificationAlert>"
            + "| line 1, in EventNotificationAlert: expected well-formed XML: the prefix 'p' is not declared",
        "<!DOCTYPE a><EventNotificationAlert/> | line 1, in the document: expected no document type and no entities",
      })
  void otherDocumentsAreRefusedByName(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "<EventNotificationAlert>",
        "<EventNotificationAlert>&a;</EventNotificationAlert>",
        "<p:EventNotificationAlert/>",
        "<EventNotificationAlert/>x",
        "<?xml version='1.0' encoding='no-such'?><EventNotificationAlert/>",
      })
  void whatIsNotXmlIsRefusedWithItsPlace(String text) {
    assertThatThrownBy(() -> parse(text))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("line 1")
        .hasMessageContaining("expected");
  }

  @Test
  void everythingIsBounded() throws ProtocolException {
    String type = "<eventType>ANPR</eventType>";
    assertThat(parse(alert(type + "<a>".repeat(63) + "</a>".repeat(63))).isPlateRead()).isTrue();
    assertThatThrownBy(() -> parse(alert(type + "<a>".repeat(64) + "</a>".repeat(64))))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage("line 1, in a: expected elements at most 64 deep");
    assertThat(
            parse(alert(type + "<region>" + "x".repeat(256) + "</region>"))
                .attributes()
                .get("region"))
        .hasSize(256);
    assertThatThrownBy(() -> parse(alert(type + "<region>" + "x".repeat(257) + "</region>")))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage("line 1, in region: expected at most 256 characters, got 257");
    byte[] largest = Arrays.copyOf(bytes(alert(type)), 1 << 20);
    Arrays.fill(largest, alert(type).length(), largest.length, (byte) ' ');
    assertThat(HikvisionXml.parse(largest).get(0).isPlateRead()).isTrue();
    assertThatThrownBy(() -> HikvisionXml.parse(Arrays.copyOf(largest, largest.length + 1)))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage("expected at most 1048576 bytes of XML, got 1048577");
    assertThatThrownBy(() -> parse("<" + "a".repeat(900) + "/>"))
        .isExactlyInstanceOf(ProtocolException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSize(501).endsWith("…"));
  }

  @Test
  void noPrefixOfAnAlertIsAnAlert() {
    byte[] whole = bytes(Events.plate("u-1", "粤B12345").strip());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> HikvisionXml.parse(cut))
          .as("first " + length + " bytes")
          .isExactlyInstanceOf(ProtocolException.class)
          .hasMessageContaining("expected");
    }
  }

  private static String alert(String content) {
    return "<EventNotificationAlert>" + content + "</EventNotificationAlert>";
  }

  private static Alert parse(String text) throws ProtocolException {
    return HikvisionXml.parse(bytes(text)).get(0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
