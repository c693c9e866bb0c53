package org.amitygate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedConfigTest {

  @TempDir Path folder;
  private Path file;
  private WatchedConfig config;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    file = folder.resolve("gate.yaml");
    Files.createDirectories(folder.resolve("keys"));
    Files.writeString(folder.resolve("keys/camera.password"), "one");
    config = new WatchedConfig(file, new ConfigLoader(Map.of("TLS_PASSWORD", "x")::get));
    config.onChange((before, after) -> told.add(before.gate().name() + ">" + after.gate().name()));
  }

  private void write(String text) throws Exception {
    Files.writeString(file, text);
  }

  private void lookTwice() {
    config.look();
    config.look();
  }

  private static String named(String name) {
    return ConfigLoaderTest.GOOD.replace("name: Hữu Nghị", "name: " + name);
  }

  @Test
  void startsWithTheFile() throws Exception {
    write(named("A"));
    config.start();

    assertThat(config.current().gate().name()).isEqualTo("A");
    assertThat(config.refusal()).isEmpty();
    assertThat(config.effective()).contains("name: A");
  }

  @Test
  void aMissingFileLeavesAGateWithoutLanes() throws Exception {
    config.start();

    assertThat(config.current()).isEqualTo(GateConfig.none());
    assertThat(config.refusal())
        .contains("gate.yaml: found no readable file " + file + ", expected the gate file");

    write(named("A"));
    lookTwice();
    assertThat(config.current().gate().name()).isEqualTo("A");
    assertThat(config.refusal()).isEmpty();
  }

  @Test
  void aChangeIsTakenWhenItHasSettled() throws Exception {
    write(named("A"));
    config.start();
    told.clear();

    write(named("B"));
    config.look();
    assertThat(config.current().gate().name()).isEqualTo("A");
    config.look();
    assertThat(config.current().gate().name()).isEqualTo("B");
    assertThat(told).containsExactly("A>B");
    lookTwice();
    assertThat(told).containsExactly("A>B");
  }

  @Test
  void aBadChangeIsRefusedWholeAndTheOldOneStays() throws Exception {
    write(named("A"));
    config.start();
    GateConfig good = config.current();
    told.clear();

    write(named("B").replace("direction: import", "direction: north"));
    lookTwice();

    assertThat(config.current()).isSameAs(good);
    assertThat(config.refusal())
        .contains(
            "gate.yaml: line 33: lanes.L2.direction: found 'north', expected one of export, import");
    assertThat(told).isEmpty();
    assertThatThrownBy(config::check).isInstanceOf(ConfigException.class);

    write(named("A"));
    lookTwice();
    assertThat(config.refusal()).isEmpty();
    assertThat(config.current()).isEqualTo(good);
    assertThat(told).isEmpty();
  }

  @Test
  void aDeletedFileKeepsTheOldOne() throws Exception {
    write(named("A"));
    config.start();
    Files.delete(file);
    lookTwice();

    assertThat(config.current().gate().name()).isEqualTo("A");
    assertThat(config.refusal()).isPresent();
  }

  @Test
  void aChangedSecretIsAChange() throws Exception {
    write(named("A"));
    config.start();
    told.clear();

    Files.writeString(folder.resolve("keys/camera.password"), "two");
    lookTwice();

    assertThat(told).containsExactly("A>A");
    assertThat(
            config
                .current()
                .lane("L1")
                .orElseThrow()
                .device("plate-camera.exit")
                .orElseThrow()
                .link()
                .options())
        .containsEntry("password", "two");
  }

  @Test
  void aGuardMayRefuseWhatIsRightAsAFile() throws Exception {
    write(named("A"));
    config.start();
    List<ConfigProblem> problems = new ArrayList<>();
    problems.add(new ConfigProblem(0, "gate.name", "found B, expected a better time"));
    AutoCloseable guard = config.guard((before, after) -> problems);
    write(named("B"));
    lookTwice();
    assertThat(config.current().gate().name()).isEqualTo("A");
    assertThat(config.refusal()).contains("gate.yaml: gate.name: found B, expected a better time");
    assertThatThrownBy(config::check).isInstanceOf(ConfigException.class);
    problems.clear();
    assertThat(config.check().gate().name()).isEqualTo("B");
    guard.close();
    problems.add(new ConfigProblem(0, "", "nobody asks"));
    write(named("C"));
    lookTwice();
    assertThat(config.current().gate().name()).isEqualTo("C");
  }

  @Test
  void anotherStoreNeedsARestart() throws Exception {
    String store = "store: postgresql://db/gate?user=amity&password=${file:keys/camera.password}\n";
    write(named("A"));
    config.start();
    write(named("B") + store);
    lookTwice();
    assertThat(config.current().gate().name()).isEqualTo("A");
    assertThat(config.refusal())
        .contains(
            "gate.yaml: store: found PostgreSQL db:5432/gate, schema public, expected SQLite in the data folder, where the journal is open: put the line back, or restart the gate to change it");
    assertThatThrownBy(config::check).isInstanceOf(ConfigException.class);
    write(named("C"));
    lookTwice();
    assertThat(config.refusal()).isEmpty();
    assertThat(config.current().gate().name()).isEqualTo("C");
  }

  @Test
  void theFirstGoodFileSaysWhereTheStoreIsAndItsPasswordMayChange() throws Exception {
    String store = "store: postgresql://db/gate?user=amity&password=${file:keys/camera.password}\n";
    write("not a gate file");
    config.start();
    assertThat(config.current().isKnown()).isFalse();
    write(named("A") + store);
    lookTwice();
    assertThat(config.current().storage().postgres().orElseThrow().password()).isEqualTo("one");
    Files.writeString(folder.resolve("keys/camera.password"), "two");
    lookTwice();
    assertThat(config.refusal()).isEmpty();
    assertThat(config.current().storage().postgres().orElseThrow().password()).isEqualTo("two");
    write(named("B"));
    lookTwice();
    assertThat(config.refusal().orElseThrow()).contains("found SQLite in the data folder");
  }

  @Test
  void aSecretThatComesLaterMendsTheFile() throws Exception {
    Files.delete(folder.resolve("keys/camera.password"));
    write(named("A"));
    config.start();
    assertThat(config.current()).isEqualTo(GateConfig.none());

    Files.writeString(folder.resolve("keys/camera.password"), "one");
    lookTwice();

    assertThat(config.current().gate().name()).isEqualTo("A");
  }

  @Test
  void aListenerThatFailsDoesNotKeepTheOthersFromHearing() throws Exception {
    List<String> later = new ArrayList<>();
    config.onChange(
        (before, after) -> {
          throw new IllegalStateException("broken on purpose");
        });
    AutoCloseable last = config.onChange((before, after) -> later.add(after.gate().name()));
    write(named("A"));
    config.start();
    assertThat(later).containsExactly("A");

    last.close();
    write(named("B"));
    lookTwice();
    assertThat(later).containsExactly("A");
    assertThat(told).containsExactly("unconfigured>A", "A>B");
  }
}
