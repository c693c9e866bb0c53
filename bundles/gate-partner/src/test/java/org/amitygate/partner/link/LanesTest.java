package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the partner says of its lanes: whatever is not plainly open now is not open. */
class LanesTest {

  @TempDir Path folder;
  private TestGate gate;
  private Partner partner;

  @BeforeEach
  void setUp() {
    gate = GatePair.of(folder).exit();
    partner = Partner.of(gate, "cn-youyi").orElseThrow();
  }

  private void said(String state, Optional<Duration> from, Optional<Duration> until) {
    ObjectNode body = Json.object().put("lane", "L3").put("state", state);
    from.ifPresent(in -> body.put("from", gate.now().plus(in).toString()));
    until.ifPresent(in -> body.put("until", gate.now().plus(in).toString()));
    gate.change(
        tx -> {
          Lanes.said(tx, gate, partner, body);
          return "said";
        });
  }

  private boolean open() {
    AtomicReference<Optional<String>> closed = new AtomicReference<>();
    gate.change(
        tx -> {
          closed.set(Lanes.closed(tx, partner, "L3"));
          return "asked";
        });
    return closed.get().isEmpty();
  }

  @Test
  void aLaneOfWhichNothingWasSaidIsOpen() {
    assertThat(open()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEGRADED", "CLOSED", "STOP", "EVACUATE", "A_WORD_OF_TOMORROW"})
  void onlyOpenIsOpen(String state) {
    said(state, Optional.empty(), Optional.empty());
    assertThat(open()).isFalse();
    said("OPEN", Optional.empty(), Optional.empty());
    assertThat(open()).isTrue();
  }

  @Test
  void aLaneThatWillBeOpenIsNotOpenYet() {
    said("OPEN", Optional.of(Duration.ofHours(1)), Optional.empty());
    assertThat(open()).isFalse();
    gate.clock.forward(Duration.ofHours(1));
    assertThat(open()).isTrue();
  }

  @Test
  void clocksThatAreALittleApartCloseNothing() {
    said("OPEN", Optional.of(Duration.ofSeconds(29)), Optional.empty());
    assertThat(open()).isTrue();
  }

  @Test
  void aLaneIsOpenNoLongerThanItWasSaidToBe() {
    said("OPEN", Optional.empty(), Optional.of(Duration.ofHours(1)));
    assertThat(open()).isTrue();
    gate.clock.forward(Duration.ofHours(1).minusSeconds(30));
    assertThat(open()).isFalse();
  }

  @Test
  void noTimeOpensALaneThatWasClosed() {
    said("CLOSED", Optional.of(Duration.ofHours(1)), Optional.of(Duration.ofHours(2)));
    assertThat(open()).isFalse();
    gate.clock.forward(Duration.ofHours(3));
    assertThat(open()).isFalse();
  }
}
