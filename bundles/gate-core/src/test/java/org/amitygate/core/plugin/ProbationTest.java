package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.device.DeviceFigures;
import org.amitygate.core.device.DeviceFigures.Span;
import org.junit.jupiter.api.Test;

class ProbationTest {

  private static final Span PAST =
      new Span(Duration.ofMinutes(10), 600, 1_200, millis(1_200), 0, 0, 100, 30_000, 100, 90);
  private static final Span GOOD =
      new Span(Duration.ofSeconds(10), 10, 20, millis(20), 0, 0, 5, 32_000, 5, 5);

  private boolean wasOnline = true;
  private boolean online = true;
  private Duration offlineFor = Duration.ZERO;
  private long failures;
  private long lostCalls;
  private Span now = GOOD;
  private Span past = PAST;

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private Optional<String> judge(boolean over) {
    return Probation.objection(
        Map.of(
            "L3.scale",
            new DeviceFigures(
                wasOnline, online, offlineFor, "refused", failures, "boom", lostCalls, now, past)),
        over);
  }

  @Test
  void whatDoesAsBeforeIsGood() {
    assertThat(judge(false)).isEmpty();
    assertThat(judge(true)).isEmpty();
  }

  @Test
  void aCallThatDoesNotReturn() {
    lostCalls = 1;
    assertThat(judge(false)).contains("L3.scale: a call of it did not return");
  }

  @Test
  void anErrorOfTheDriver() {
    failures = 1;
    assertThat(judge(false)).contains("L3.scale: it failed: boom");
  }

  @Test
  void aDeviceThatIsAwayForLong() {
    online = false;
    offlineFor = Probation.AWAY_AT_MOST;
    assertThat(judge(false)).isEmpty();
    offlineFor = Probation.AWAY_AT_MOST.plusMillis(1);
    assertThat(judge(false)).contains("L3.scale: the device is not online: refused");
    wasOnline = false;
    assertThat(judge(false)).as("it was away before").isEmpty();
  }

  @Test
  void aFlood() {
    now = new Span(Duration.ofSeconds(2), 201, 20, millis(20), 0, 0, 0, 0, 0, 0);
    assertThat(judge(false)).contains("L3.scale: it gives 101 readings a second");
    past = new Span(Duration.ofSeconds(100), 600, 20, millis(20), 0, 0, 0, 0, 0, 0);
    assertThat(judge(false)).as("it is a busy device").isEmpty();
  }

  @Test
  void anotherUnit() {
    now = new Span(Duration.ofSeconds(10), 5, 20, millis(20), 0, 0, 5, 66_000, 0, 0);
    assertThat(judge(false))
        .contains("L3.scale: its weights are around 66000 kg, those before were around 30000 kg");
    now = new Span(Duration.ofSeconds(10), 5, 20, millis(20), 0, 0, 5, 30, 0, 0);
    assertThat(judge(false)).isPresent();
    now = new Span(Duration.ofSeconds(10), 4, 20, millis(20), 0, 0, 4, 30, 0, 0);
    assertThat(judge(false)).as("too few to say").isEmpty();
    now = new Span(Duration.ofSeconds(10), 5, 20, millis(20), 0, 0, 5, 66_000, 0, 0);
    past = new Span(Duration.ofMinutes(10), 600, 1_200, millis(1_200), 0, 0, 9, 30_000, 0, 0);
    assertThat(judge(false)).as("too few before").isEmpty();
  }

  @Test
  void platesThatCannotBeReadAnyMore() {
    now = new Span(Duration.ofSeconds(10), 10, 20, millis(20), 0, 0, 0, 0, 10, 3);
    assertThat(judge(false)).contains("L3.scale: it reads 30 % of the plates, before it were 90 %");
  }

  @Test
  void slowCalls() {
    now = new Span(Duration.ofSeconds(10), 10, 20, millis(201), 0, 0, 0, 0, 0, 0);
    assertThat(judge(false))
        .contains("L3.scale: a call of it takes 10.1 ms, before it were 1.0 ms");
    now = new Span(Duration.ofSeconds(10), 10, 20, millis(99), 0, 0, 0, 0, 0, 0);
    assertThat(judge(false)).isEmpty();
  }

  @Test
  void silence() {
    past = new Span(Duration.ofMinutes(10), 1_000, 100, millis(100), 0, 0, 0, 0, 0, 0);
    now = new Span(Duration.ofSeconds(60), 0, 0, millis(0), 0, 0, 0, 0, 0, 0);
    assertThat(judge(false)).isEmpty();
    assertThat(judge(true)).contains("L3.scale: it gave no reading in 60 s");
    past = new Span(Duration.ofMinutes(10), 980, 100, millis(100), 0, 0, 0, 0, 0, 0);
    assertThat(judge(true)).as("there may have been no truck").isEmpty();
  }

  @Test
  void aLullIsNoSilence() {
    past = new Span(Duration.ofMinutes(10), 900, 100, millis(100), 0, 0, 0, 0, 0, 0);
    now = new Span(Duration.ofMinutes(10), 0, 0, millis(0), 0, 0, 0, 0, 0, 0);
    assertThat(judge(true)).isEmpty();
  }

  private boolean hasWorked() {
    return Probation.hasWorked(
        Map.of(
            "L3.io",
            new DeviceFigures(true, true, Duration.ZERO, "", 0, "", 0, GOOD, PAST),
            "L3.scale",
            new DeviceFigures(wasOnline, online, offlineFor, "", 0, "", 0, now, past)));
  }

  @Test
  void whoseDeviceIsAwayHasNotWorked() {
    assertThat(hasWorked()).isTrue();
    wasOnline = false;
    online = false;
    assertThat(hasWorked()).isFalse();
  }

  @Test
  void whoGivesLessKindsThanTheOneBeforeHasNotWorked() {
    now = new Span(Duration.ofSeconds(60), 0, 20, millis(20), 0, 0, 1, 0, 1, 0);
    assertThat(hasWorked()).as("no reading").isFalse();
    now = new Span(Duration.ofSeconds(60), 9, 20, millis(20), 0, 0, 1, 0, 0, 0);
    assertThat(hasWorked()).as("no plate").isFalse();
    now = new Span(Duration.ofSeconds(60), 9, 20, millis(20), 0, 0, 0, 0, 1, 0);
    assertThat(hasWorked()).as("no weight").isFalse();
    past = Span.NONE;
    now = Span.NONE;
    assertThat(hasWorked()).as("as before").isTrue();
  }

  @Test
  void silenceWhileTheDeviceSpeaks() {
    past = new Span(Duration.ofMinutes(10), 600, 1_200, millis(1_200), 0, 0, 0, 0, 0, 0);
    now = new Span(Duration.ofSeconds(5), 0, 200, millis(200), 0, 0, 0, 0, 0, 0);
    assertThat(judge(false))
        .contains("L3.scale: it gave no reading in 200 calls, where 100 were usual");
    now = new Span(Duration.ofSeconds(5), 0, 199, millis(200), 0, 0, 0, 0, 0, 0);
    assertThat(judge(false)).isEmpty();
  }

  @Test
  void callsThatAllocateWithoutEnd() {
    now = new Span(Duration.ofSeconds(10), 10, 20, millis(20), 20L << 21, 0, 0, 0, 0, 0);
    assertThat(judge(false))
        .contains("L3.scale: a call of it allocates 2097152 bytes, before it were 0");
    now = new Span(Duration.ofSeconds(10), 10, 20, millis(20), 20L << 20, 0, 0, 0, 0, 0);
    assertThat(judge(false)).isEmpty();
  }

  @Test
  void commandsWithoutAnAnswer() {
    now = new Span(Duration.ofSeconds(10), 10, 20, millis(20), 0, 3, 0, 0, 0, 0);
    assertThat(judge(false)).contains("L3.scale: it did not answer 3 commands in their time");
    now = new Span(Duration.ofSeconds(10), 10, 20, millis(20), 0, 2, 0, 0, 0, 0);
    assertThat(judge(false)).isEmpty();
  }
}
