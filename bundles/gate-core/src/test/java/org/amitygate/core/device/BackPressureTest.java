package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.Inbound;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;

class BackPressureTest {

  private final ScriptedDriver driver = new ScriptedDriver();

  @Test
  void aLinkIsNotReadWhileTooManyBytesWait() {
    Sim sim = Sim.with(driver);
    byte[] lines = "x\n".repeat(32 << 10).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 4; i++) {
      sim.link().bytes(lines.clone());
    }
    assertThat(sim.link().readable).isTrue();
    sim.link().says("EMIT 1\n");
    assertThat(sim.link().readable).isFalse();

    sim.run();
    assertThat(sim.link().readable).isTrue();
    assertThat(driver.last().heard).hasSize(4 * (32 << 10) + 1).last().isEqualTo("EMIT 1");
  }

  @Test
  void aLinkIsNotReadWhileTooManyMessagesWait() {
    Sim sim = Sim.with(driver);
    for (int i = 0; i <= Inbox.HIGH_EVENTS; i++) {
      assertThat(sim.link().readable).isTrue();
      sim.link().message(new Inbound.Message("/", Map.of(), new byte[0], (s, t, b) -> {}));
    }
    assertThat(sim.link().readable).isFalse();
    sim.run();

    assertThat(sim.link().readable).isTrue();
    assertThat(driver.last().heard).hasSize(Inbox.HIGH_EVENTS + 1);
  }

  @Test
  void piecesThatWaitComeAsOne() {
    Sim sim = Sim.with(driver);
    for (int i = 0; i < 50; i++) {
      sim.link().says("x");
    }
    sim.link().says("\n");
    sim.run();

    assertThat(driver.last().heard).containsExactly("x".repeat(50));
  }

  @Test
  void aLinkThatDoesNotStopWhenToldIsCut() {
    Sim sim = Sim.with(driver);
    byte[] lines = "x\n".repeat(512 << 10).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 70; i++) {
      sim.link().bytes(lines);
    }
    sim.run();

    assertThat(sim.link().resets).first().isEqualTo("the link delivers faster than it may");
  }

  @Test
  void messagesOverTheHardBoundAreRefused() {
    Sim sim = Sim.with(driver);
    List<Integer> statuses = new ArrayList<>();
    byte[] body = new byte[8 << 20];
    for (int i = 0; i < 11; i++) {
      sim.link().message(new Inbound.Message("/", Map.of(), body, (s, t, b) -> statuses.add(s)));
    }
    assertThat(statuses).containsExactly(503, 503);
  }

  @Test
  void aLinkIsNotReadWhileTooManyReadingsWaitForTheDisk() {
    Sim sim = Sim.with(driver);
    sim.diskWorks = false;
    for (int i = 1; i < 64; i++) {
      sim.link().says("EMIT " + i + "\n");
    }
    sim.run();
    assertThat(sim.link().readable).isTrue();
    sim.link().says("EMIT 64\n");
    sim.run();
    assertThat(sim.link().readable).isFalse();

    sim.emissions.subList(0, 31).forEach(emission -> emission.durable().run());
    sim.run();
    assertThat(sim.link().readable).isFalse();
    sim.emissions.get(31).durable().run();
    sim.run();
    assertThat(sim.link().readable).isTrue();
  }

  @Test
  void aDeviceThatComesAgainIsReadOnlyWhenItsEarlierReadingsAreOnDisk() {
    Sim sim = Sim.with(driver);
    sim.diskWorks = false;
    sim.link().says("EMIT 1\n".repeat(100));
    sim.run();
    assertThat(sim.link().readable).isFalse();
    sim.link().drop("closed");
    sim.run();
    assertThat(sim.link().readable).isFalse();

    sim.emissions.forEach(emission -> emission.durable().run());
    sim.run();
    assertThat(sim.link().readable).isTrue();
  }

  @Test
  void theStatusNamesWhoSendsFasterThanIsWritten() {
    Sim sim = Sim.with(driver);
    sim.diskWorks = false;
    sim.link().says("EMIT 1\n".repeat(Backlog.BOUND - 1));
    sim.run();
    assertThat(sim.devices.slowed()).isEmpty();
    sim.link().says("EMIT 64\n");
    sim.run();
    assertThat(sim.devices.slowed()).containsExactly(Sim.ID);

    sim.emissions.forEach(emission -> emission.durable().run());
    sim.run();
    assertThat(sim.devices.slowed()).as("it may be so again in a moment").isNotEmpty();
    sim.advance(Duration.ofSeconds(11));
    assertThat(sim.devices.slowed()).isEmpty();
  }

  @Test
  void aReadingThatCanNeverBeWrittenDoesNotHoldTheLink() {
    Sim sim = Sim.with(driver);
    sim.sinkFails = true;
    sim.link().says("EMIT 1\n".repeat(200));
    sim.run();
    assertThat(sim.link().readable).isTrue();
  }

  @Test
  void picturesCountByTheirSize() {
    Sim sim = Sim.with(driver);
    sim.diskWorks = false;
    PlateRead.Picture picture = new PlateRead.Picture("a.jpg", "image/jpeg", new byte[1 << 20]);
    PlateRead read =
        new PlateRead(
            sim.now(), Optional.empty(), Optional.empty(), "e", List.of(picture), Map.of());
    driver.hook = () -> driver.last().host.emit(read, () -> {});
    sim.link().says("HOOK\n");
    sim.run();
    assertThat(sim.link().readable).isTrue();
    sim.link().says("HOOK\n");
    sim.run();
    assertThat(sim.link().readable).isFalse();

    sim.emissions.forEach(emission -> emission.durable().run());
    sim.run();
    assertThat(sim.link().readable).isTrue();
  }
}
