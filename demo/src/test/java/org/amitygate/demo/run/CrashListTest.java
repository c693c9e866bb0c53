package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.amitygate.demo.run.CrashList.Point;
import org.junit.jupiter.api.Test;

class CrashListTest {
  private static final String TEXT =
      """
      # what it is about
      [both]
      commit:A
      !commit:Early
      ^commit:Start
      [export]
      command:OPEN
      -evidence   # comes by when it likes
      [import]
      acknowledge:camera
      """;

  private static List<String> names(List<Point> points) {
    return points.stream().map(Point::name).toList();
  }

  @Test
  void hasTheSidesOfEachPoint() {
    CrashList list = CrashList.parse(TEXT, "export");
    assertThat(names(list.required()))
        .containsExactly(
            "commit:A:before",
            "commit:A:after",
            "commit:Early:before",
            "commit:Early:after",
            "commit:Start:before",
            "commit:Start:after",
            "command:OPEN:before",
            "command:OPEN:written",
            "command:OPEN:answered");
    assertThat(list.required().stream().filter(Point::atStart).map(Point::name))
        .containsExactly("commit:Start:before", "commit:Start:after");
    assertThat(list.others())
        .containsExactly("evidence:written", "evidence:named", "evidence:kept");
    assertThat(names(CrashList.parse(TEXT, "import").required()))
        .contains("commit:A:after", "acknowledge:camera:before")
        .doesNotContain("command:OPEN:before");
  }

  @Test
  void knowsNoOtherKinds() {
    assertThatThrownBy(() -> CrashList.parse("[both]\nlunch:A", "export"))
        .hasMessage("crash-points.txt: what is 'lunch:A'?");
  }

  @Test
  void saysWhatItDoesNotKnow() {
    CrashList list = CrashList.parse(TEXT, "export");
    assertThat(
            list.unknown(
                Set.of("commit:A:after", "evidence:kept", "commit:Start:before", "commit:B:after")))
        .containsExactly("commit:B:after");
  }

  @Test
  void choosesByTheSeed() {
    CrashList list = CrashList.parse(TEXT, "export");
    assertThat(names(list.some(3, "", 5))).hasSize(3).isEqualTo(names(list.some(3, "", 5)));
    assertThat(names(list.some(100, "", 5)))
        .containsExactlyInAnyOrderElementsOf(names(list.required()))
        .isNotEqualTo(names(list.some(100, "", 6)));
    assertThat(names(list.some(100, "command:", 5))).hasSize(3);
    assertThat(names(list.some(100, "", 5)).subList(0, 2))
        .containsExactlyInAnyOrder("commit:Early:before", "commit:Early:after");
  }

  @Test
  void theListOfEachSideCanBeRead() {
    for (String role : List.of("export", "import")) {
      CrashList list = CrashList.of(role);
      assertThat(list.required()).isNotEmpty();
      assertThat(new TreeSet<>(names(list.required()))).doesNotContainAnyElementsOf(list.others());
    }
  }
}
