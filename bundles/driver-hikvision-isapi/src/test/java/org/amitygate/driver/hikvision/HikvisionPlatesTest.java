package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.CodingErrorAction;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.driver.hikvision.FakeHost.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several plates in one event: none of them is lost. */
class HikvisionPlatesTest {

  private static final String FORM = "multipart/form-data; boundary=" + Events.BOUNDARY;

  @Test
  void eachPlateOfAnEventIsAReadingAndTheLastOneIsAnswered() throws IOException {
    FakeHost host = new FakeHost();
    host.diskHeld = true;
    Session session =
        new HikvisionDriver()
            .open(new Settings("L4.plate-camera.entry", Map.of()), host, Optional.empty());
    String second = "</ANPR><ANPR><licensePlate>B</licensePlate></ANPR>";
    String both = Events.plate("u-1", "A").replace("</ANPR>", second);
    Answer answer = host.push(session, FORM, Events.push(both));
    assertThat(host.reads()).extracting(read -> read.plate().orElse("")).containsExactly("A", "B");
    assertThat(host.reads())
        .as("nobody knows whose the one confidence is")
        .allSatisfy(
            read -> {
              assertThat(read.confidencePercent()).contains(0);
              assertThat(read.pictures()).hasSize(2);
              assertThat(read.attributes().get("notRead"))
                  .isEqualTo("confidenceLevel: expected 2, one a plate, got 1");
            });
    assertThat(host.reads().get(1).attributes()).containsEntry("sameUuidAs", "u-1");
    host.waitForDisk.remove(0).run();
    assertThat(answer.status).isZero();
    host.writeAll();
    assertThat(answer.status).isEqualTo(200);
    assertThat(host.push(session, FORM, Events.push(both)).status).isEqualTo(200);
    assertThat(host.reads()).as("a repeat").hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A 97 B 45 | A 97, B 45",
        "A 97 B | A 0, B 0",
        "A B | A, B",
        "A 97 A 45 | A 45",
        "A 97 A | A 97",
        "A 97 B 45 A 60 | A 60, B 45",
        "unknown 5 B 97 | 5, B 97",
        "A 97 12 | A 12",
      })
  void everyPlateOfAnEventIsThereWithItsConfidence(String written, String expected)
      throws ProtocolException {
    StringBuilder anpr = new StringBuilder();
    for (String value : written.split(" ")) {
      String name = value.matches("[0-9]+") ? "confidenceLevel" : "licensePlate";
      anpr.append("<" + name + ">" + value + "</" + name + ">");
    }
    assertThat(HikvisionXml.parse(alert(anpr)))
        .extracting(
            alert ->
                (alert.plate().orElse("")
                        + alert.confidencePercent().map(percent -> " " + percent).orElse(""))
                    .strip())
        .containsExactly(expected.split(", "));
  }

  @Test
  void platesAreBounded() throws ProtocolException {
    StringBuilder plates = new StringBuilder();
    for (int i = 1; i <= 16; i++) {
      plates.append("<licensePlate>A").append(i).append("</licensePlate>");
    }
    assertThat(HikvisionXml.parse(alert(plates))).hasSize(16);
    plates.append("<licensePlate>B</licensePlate>");
    assertThatThrownBy(() -> HikvisionXml.parse(alert(plates)))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessage("expected at most 16 plates, got 17");
  }

  @Test
  void valuesMayBeInLists() throws ProtocolException {
    String lists =
        """
        {"eventType":["ANPR"],"ANPR":[{"licensePlate":["A",["B"]],"confidenceLevel":[90,80]},
         {"licensePlate":"C","confidenceLevel":70}]}""";
    assertThat(HikvisionJson.parse(Events.bytes(lists), CodingErrorAction.REPORT))
        .extracting(alert -> alert.plate().orElse("") + alert.confidencePercent().orElse(-1))
        .containsExactly("A90", "B80", "C70");
  }

  private static byte[] alert(StringBuilder anpr) {
    String root = HikvisionXml.ROOT;
    return Events.bytes("<" + root + "><eventType>ANPR</eventType>" + anpr + "</" + root + ">");
  }
}
