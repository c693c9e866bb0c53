package org.amitygate.demo.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.amitygate.demo.report.CrossingRow;
import org.junit.jupiter.api.Test;

class PictureTest {

  private static CrossingRow row(String lane, String state, String reason, String body)
      throws IOException {
    return new CrossingRow(
        "id",
        "N",
        "EXIT",
        lane,
        state,
        "customs",
        reason,
        "P",
        "",
        new ObjectMapper().readTree(body));
  }

  private static Scene scene() throws IOException {
    CrossingRow moving =
        row(
            "L1",
            "UNDER_WAY",
            "",
            "{\"facts\":{\"plate\":\"桂F12345\"},\"waiting\":{\"answers\":[\"customs\"]}}");
    CrossingRow held =
        row(
            "L2",
            "HOLD_WEIGHT",
            "WEIGHT",
            "{\"facts\":{\"plate\":\"29C-123.45\"},\"hold\":{\"text\":\"12 % too heavy\"}}");
    Scene.Gate exports =
        new Scene.Gate(
            "Hữu Nghị",
            true,
            List.of(moving, held),
            Map.of("DONE", 7, "HOLD_WEIGHT", 1, "UNDER_WAY", 1, "REFUSED", 2));
    Scene.Gate imports = new Scene.Gate("友谊关", false, List.of(), Map.of());
    return new Scene(7, 83, 60, List.of("L1", "L2"), exports, imports, 0, Scene.Link.UP, "");
  }

  private static List<String> plain(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList();
  }

  @Test
  void showsEachLaneWithPlateStageAndWhatItWaitsFor() throws Exception {
    List<String> lines = plain(new Picture(110).draw(scene()));
    assertThat(lines.get(0)).contains("Hữu Nghị → 友谊关", "seed 7", "1:23");
    assertThat(lines.get(2)).contains("友谊关 (starting)");
    assertThat(lines.get(3)).contains("L1", "桂F12345", "customs", "waits for customs");
    assertThat(lines.get(4)).startsWith("L2").contains("·").doesNotContain("29C");
  }

  @Test
  void showsTotalsAndHoldsWithReasons() throws Exception {
    List<String> lines = plain(new Picture(110).draw(scene()));
    assertThat(lines).contains("done 7   held 1   refused 2   under way 1   of 60");
    assertThat(lines).contains("held: WEIGHT 1");
    assertThat(lines.get(lines.size() - 1)).contains("29C-123.45", "WEIGHT", "12 % too heavy");
  }

  @Test
  void showsWhatIsTheMatterWithTheLinkAndWhoWaits() throws Exception {
    assertThat(plain(new Picture(110).draw(scene()))).contains("link  up");
    CrossingRow offered =
        row(
            "L1",
            "UNDER_WAY",
            "",
            "{\"facts\":{\"plate\":\"桂F12345\"},\"handover\":{\"state\":\"OFFERED\"}}");
    Scene.Gate exports = new Scene.Gate("Hữu Nghị", true, List.of(offered), Map.of());
    Scene.Gate imports = new Scene.Gate("友谊关", true, List.of(), Map.of());
    Scene cut =
        new Scene(7, 83, 60, List.of("L1"), exports, imports, 0, new Scene.Link("cut", 4), "");
    assertThat(plain(new Picture(110).draw(cut))).contains("link  cut for 4 s; waiting: 桂F12345");
  }

  @Test
  void noLineIsWiderThanTheTerminal() throws Exception {
    for (String line : plain(new Picture(60).draw(scene()))) {
      assertThat(Columns.width(line)).as(line).isLessThanOrEqualTo(60);
    }
  }

  @Test
  void aChineseCharacterTakesTwoColumnsAndACombiningMarkNone() {
    assertThat(Columns.width("友谊关")).isEqualTo(6);
    assertThat(Columns.width("Hữu Nghị")).isEqualTo(8);
    assertThat(Columns.width("e\u0301")).isEqualTo(1);
    assertThat(Columns.fit("友谊关", 8)).isEqualTo("友谊关  ");
    assertThat(Columns.fit("友谊关", 4)).isEqualTo("友… ");
    assertThat(Columns.cut("abcdef", 4)).isEqualTo("abc…");
  }
}
