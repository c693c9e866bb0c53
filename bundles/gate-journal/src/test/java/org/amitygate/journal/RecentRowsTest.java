package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.journal.Changes.CrossingPut;
import org.amitygate.journal.RecordRow.Head;
import org.junit.jupiter.api.Test;

class RecentRowsTest {

  /** Room for two or three rows. */
  private static final long SMALL = 1_500;

  private final Map<UUID, CrossingRow> crossings = new HashMap<>();
  private final Map<String, Head> heads = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  private final Rows stored =
      (Rows)
          Proxy.newProxyInstance(
              Rows.class.getClassLoader(),
              new Class<?>[] {Rows.class},
              (proxy, method, args) -> {
                asked.add(method.getName());
                return switch (method.getName()) {
                  case "crossing" -> Optional.ofNullable(crossings.get((UUID) args[0]));
                  case "head" -> heads.getOrDefault((String) args[0], Head.NONE);
                  default -> throw new UnsupportedOperationException(method.getName());
                };
              });

  private RecentRows recent(long bound) {
    return new RecentRows(
        stored,
        Set.of(),
        () -> crossings.keySet().stream().max(Overlay.BY_ID),
        () -> heads.isEmpty() ? Optional.empty() : Optional.of(Collections.max(heads.keySet())),
        bound);
  }

  private static UUID id(int number) {
    return Fixture.crossing(number, 1).id();
  }

  private static String stream(int number) {
    return "crossing:" + id(number);
  }

  /** Begins a crossing as a commit does. */
  private void begin(RecentRows rows, int number) {
    Changes changes = new Changes();
    CrossingPut put = CrossingPut.of(Fixture.crossing(number, 1));
    changes.crossings.put(id(number), put);
    changes.heads.put(stream(number), new Head(1, new byte[32]));
    crossings.put(id(number), put.row());
    heads.putAll(changes.heads);
    rows.committed(changes);
  }

  @Test
  void theStoreIsNotAskedForWhatIsNew() {
    begin(recent(RecentRows.BOUND), 5);
    RecentRows rows = recent(RecentRows.BOUND);
    for (int number = 6; number < 20; number++) {
      assertThat(rows.crossing(id(number))).isEmpty();
      assertThat(rows.head(stream(number))).isEqualTo(Head.NONE);
      begin(rows, number);
    }
    assertThat(asked).isEmpty();
    assertThat(rows.crossing(id(5))).isPresent();
    assertThat(rows.head(stream(5)).seq()).isEqualTo(1);
    assertThat(asked).containsExactly("crossing", "head");
  }

  @Test
  void whatIsNoLongerAtHandIsAskedForAgain() {
    RecentRows rows = recent(SMALL);
    assertThat(rows.crossing(id(1))).isEmpty();
    assertThat(rows.head(stream(1))).isEqualTo(Head.NONE);
    for (int number = 2; number < 20; number++) {
      begin(rows, number);
    }
    for (int number : new TreeSet<>(Set.of(2, 9, 19))) {
      assertThat(rows.crossing(id(number))).as("crossing " + number).isPresent();
      assertThat(rows.head(stream(number)).seq()).as("stream " + number).isEqualTo(1);
    }
  }

  /** Whoever asks about any id does not make all that come after it dear. */
  @Test
  void whatWasAskedForAndIsNotThereRaisesNothing() {
    RecentRows rows = recent(SMALL);
    assertThat(rows.crossing(id(1_000))).isEmpty();
    assertThat(rows.head(stream(1_000))).isEqualTo(Head.NONE);
    for (int number = 2; number < 20; number++) {
      begin(rows, number);
    }
    asked.clear();
    assertThat(rows.crossing(id(30))).isEmpty();
    assertThat(rows.head(stream(30))).isEqualTo(Head.NONE);
    assertThat(asked).isEmpty();
  }

  @Test
  void streamsOfOtherThingsAreAskedFor() {
    RecentRows rows = recent(RecentRows.BOUND);
    assertThat(rows.head("lane:L1")).isEqualTo(Head.NONE);
    assertThat(rows.head("gate")).isEqualTo(Head.NONE);
    assertThat(asked).containsExactly("head", "head");
  }
}
