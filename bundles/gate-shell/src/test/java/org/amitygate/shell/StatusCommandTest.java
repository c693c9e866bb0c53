package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.JournalHealth;
import org.amitygate.core.operations.Role;
import org.amitygate.core.time.GateClock;
import org.junit.jupiter.api.Test;

/** What people read who ask how the gate is. */
class StatusCommandTest {

  private final TypedCommands typed = new TypedCommands();

  @Test
  void statusSaysWhatIsAbnormal() throws Exception {
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "gate       unconfigured",
            "plugins    starting",
            "! the journal is not writable: it is not up");
  }

  @Test
  void statusSaysThatTheMachinesClockIsOff() throws Exception {
    Duration[] ahead = {Duration.ofSeconds(-3_600)};
    typed.services.put(
        GateClock.class,
        new GateClock() {
          @Override
          public Instant now() {
            return Instant.parse("2026-11-23T05:00:00.123456Z");
          }

          @Override
          public Duration wallAhead() {
            return ahead[0];
          }
        });
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "time       2026-11-23T05:00:00Z",
            "! the machine's clock is 3600 s behind gate time: set it right; above 30 s nothing is handed over");
    ahead[0] = Duration.ofSeconds(2);
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER)).doesNotContain("clock");
  }

  @Test
  void statusSaysWhereTheJournalIsAndWhatTroublesIt() throws Exception {
    Journal.Status[] now = {new Journal.Status(false, "PostgreSQL db:5432/gate does not answer")};
    typed.services.put(
        JournalHealth.class,
        new JournalHealth() {
          @Override
          public String place() {
            return "PostgreSQL db:5432/gate";
          }

          @Override
          public Journal.Status status() {
            return now[0];
          }

          @Override
          public int tables() {
            return 1;
          }

          @Override
          public List<String> troubles() {
            return List.of("the evidence has reached its quota");
          }
        });
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "journal    not writable",
            "store      PostgreSQL db:5432/gate",
            "! the journal is not writable: PostgreSQL db:5432/gate does not answer",
            "! the evidence has reached its quota");
    now[0] = new Journal.Status(true, "");
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains("journal    writable", "! the evidence has reached its quota")
        .doesNotContain("not writable");
  }

  @Test
  void statusSaysHowFarTheRecordsAreSealedAndWhatIsNotSealedInTime() throws Exception {
    typed.service(Archive.class);
    typed.answer =
        new Archive.Sealed(
            Optional.of(LocalDate.parse("2026-11-22")),
            Optional.of(Instant.parse("2026-11-23T17:00:00Z")));
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "sealed     2026-11-22",
            "! what was recorded since 2026-11-23T17:00:00Z is not sealed: the log says why");
    typed.answer = new Archive.Sealed(Optional.empty(), Optional.of(Instant.now()));
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains("sealed     no day yet")
        .doesNotContain("is not sealed");
  }

  @Test
  void statusSaysThatNothingIsErasedAfterTheClockWentFarAhead() throws Exception {
    Optional<Instant> last = Optional.of(Instant.parse("2026-11-22T05:00:00Z"));
    Optional<Instant> started = Optional.of(Instant.parse("2036-01-01T00:00:00Z"));
    typed.services.put(GateClock.class, (GateClock) () -> Instant.parse("2036-01-01T00:01:00Z"));
    typed.services.put(
        Archive.class,
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Archive.class},
            (proxy, method, arguments) ->
                CompletableFuture.completedFuture(
                    method.getName().equals("around")
                        ? new Archive.Around(last, started)
                        : new Archive.Sealed(Optional.empty(), Optional.empty()))));
    rules(new ArchiveConfig("key", Optional.empty(), Optional.of(Duration.ofDays(30))));
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains(
            "! gate time went from 2026-11-22T05:00:00Z to 2036-01-01T00:00:00Z at a start, so nothing is erased by its age before 2036-01-02T00:00:00Z: if the machine's clock was wrong, take retention out of etc/gate.yaml by then");
    rules(ArchiveConfig.NONE);
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .as("nothing is erased ever")
        .doesNotContain("gate time went");
  }

  private void rules(ArchiveConfig archive) {
    GateConfig none = GateConfig.none();
    GateConfig config =
        new GateConfig(
            none.gate(),
            none.lanes(),
            none.partners(),
            none.authorities(),
            none.declarationsUri(),
            none.flowSettings(),
            none.digest(),
            none.storage(),
            archive);
    typed.services.put(
        ConfigSource.class,
        new ConfigSource() {
          @Override
          public GateConfig current() {
            return config;
          }

          @Override
          public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
            return () -> {};
          }
        });
  }
}
