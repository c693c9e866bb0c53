package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.PostgresConfig;
import org.amitygate.config.StorageConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GateJournalTest {

  private static final String[] ALL = {
    "Archive", "Evidence", "GateClock", "Ids", "Journal", "JournalHealth"
  };

  @TempDir Path folder;

  /** What the component that was made last has registered. */
  private volatile Set<String> services = Set.of();

  private volatile GateConfig config = config(StorageConfig.USUAL);

  @Test
  void registersTheServicesAndTakesThemBack() throws Exception {
    GateJournal component = component();
    assertThat(services).containsExactly(ALL);
    assertThat(folder.resolve("gate/journal.db")).exists();
    assertThat(component.status().writable()).isTrue();
    assertThat(component.place()).endsWith("journal.db");
    component.close();
    assertThat(services).isEmpty();
  }

  @Test
  void theFolderIsThePropertyOrKarafs() {
    assertThat(GateJournal.dataFolder(context(Map.of("gate.store", "/x/y")::get, services)))
        .isEqualTo(Path.of("/x/y"));
    assertThatThrownBy(() -> GateJournal.dataFolder(context(key -> null, services)))
        .hasMessageContaining("gate.store");
  }

  @Test
  void waitsForAGoodFileAndForAJournalThatCanBeOpened() throws Exception {
    GateJournal other = component();
    config = GateConfig.none();
    GateJournal component = component();
    assertThat(services).containsExactly("JournalHealth");
    assertThat(component.status().cause()).contains("no good etc/gate.yaml");
    config = config(StorageConfig.USUAL);
    await(() -> component.status().cause().contains("is in use by process"));
    assertThat(services).containsExactly("JournalHealth");
    other.close();
    await(() -> services.contains("Journal"));
    component.close();
  }

  @Test
  void aDataFolderThatCannotBeUsedIsNamed() throws Exception {
    Path data = folder.resolve("gate");
    Files.writeString(data, "a file where a folder belongs");
    GateJournal component = component();
    assertThat(component.status().cause())
        .startsWith(
            "the data folder " + data + " cannot be used: give the gate's account the right")
        .contains("(java.nio.file.");
    Files.delete(data);
    await(() -> services.contains("Journal"));
    component.close();
  }

  @Test
  void aDatabaseThatComesLaterIsOpenedByItself() throws Exception {
    PostgresConfig real = PostgresServer.shared().schema();
    try (LossyProxy network = new LossyProxy(real.port())) {
      network.down(true);
      config = config(postgres(real, network.port()));
      GateJournal component = component();
      assertThat(services).containsExactly("JournalHealth");
      assertThat(component.status().cause())
          .contains("PostgreSQL 127.0.0.1", "does not answer: see that it runs");
      network.down(false);
      await(() -> services.contains("Journal"));
      assertThat(services).containsExactly(ALL);
      assertThat(component.status().writable()).isTrue();
      component.close();
    }
  }

  @Test
  void aGateDoesNotComeUpOnAnotherJournalThanItsOwn() throws Exception {
    component().close();
    config = config(postgres(PostgresServer.shared().schema(), 1));
    GateJournal component = component();
    assertThat(component.status().cause())
        .contains(
            "this gate's journal is in SQLite in the data folder, and etc/gate.yaml says PostgreSQL 127.0.0.1:1/postgres")
        .contains("put the line back");
    component.close();
    Files.delete(folder.resolve("gate/journal.place"));
    GateJournal older = component();
    assertThat(older.status().cause()).contains("this gate's journal is in SQLite");
    older.close();
  }

  private static StorageConfig postgres(PostgresConfig real, int port) {
    PostgresConfig config =
        new PostgresConfig(
            "127.0.0.1", port, real.database(), real.schema(), real.user(), "", Map.of());
    return new StorageConfig(Optional.of(config), OptionalLong.empty());
  }

  private static GateConfig config(StorageConfig storage) {
    GateConfig.Gate gate =
        new GateConfig.Gate(
            "g", "G", List.of(), "p", "r", GateConfig.State.PILOT, ZoneId.of("UTC"));
    return new GateConfig(
        gate,
        List.of(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        "digest",
        storage,
        ArchiveConfig.NONE);
  }

  private GateJournal component() {
    ConfigSource source =
        new ConfigSource() {
          @Override
          public GateConfig current() {
            return config;
          }

          @Override
          public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
            return () -> {};
          }
        };
    Set<String> own = new ConcurrentSkipListSet<>();
    services = own;
    return new GateJournal(context(Map.of("karaf.data", folder.toString())::get, own), source);
  }

  /** Until the test's time is up. */
  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(Thread.currentThread().isInterrupted()).as("waited too long").isFalse();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /** Knows properties, and who is registered. */
  private static BundleContext context(Function<String, String> properties, Set<String> services) {
    ClassLoader loader = GateJournalTest.class.getClassLoader();
    return (BundleContext)
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {BundleContext.class},
            (proxy, method, args) -> {
              if (method.getName().equals("getProperty")) {
                return properties.apply((String) args[0]);
              }
              String name = ((Class<?>) args[0]).getSimpleName();
              services.add(name);
              return Proxy.newProxyInstance(
                  loader,
                  new Class<?>[] {ServiceRegistration.class},
                  (registration, unregister, none) -> services.remove(name) ? null : null);
            });
  }
}
