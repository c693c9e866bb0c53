package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginCodeTest {

  @TempDir Path folder;

  static final class MakesThreads {
    void begin() {
      new Thread(() -> {}).start();
    }
  }

  static final class MakesPools {
    ExecutorService pool = Executors.newFixedThreadPool(2);
  }

  static final class KeepsInThreads {
    static final ThreadLocal<byte[]> KEPT = ThreadLocal.withInitial(() -> new byte[1]);
  }

  static final class EndsTheServer {
    void end() {
      System.exit(0);
    }
  }

  static final class Harmless {
    String name = Thread.currentThread().getName() + System.nanoTime();
  }

  static final class ReadsAClock {
    java.time.Instant at = java.time.Instant.now();
  }

  /** A method that is only named, not called here. */
  static final class PassesAClockOn {
    java.util.function.LongSupplier clock = System::nanoTime;
  }

  static final class Guesses {
    double chance = Math.random();
    java.util.UUID id = java.util.UUID.randomUUID();
  }

  static final class UsesThreadsOfOthers {
    void begin() {
      java.util.concurrent.CompletableFuture.runAsync(() -> {});
    }
  }

  static final class Sleeps {
    void sleep() throws InterruptedException {
      Thread.sleep(1);
    }
  }

  static final class Connects {
    java.net.Socket socket = new java.net.Socket();
  }

  static final class ReadsFiles {
    boolean there = java.nio.file.Files.exists(java.nio.file.Path.of("x"));
  }

  static final class ReadsTheEnvironment {
    String home = System.getenv("HOME");
  }

  static final class CallsByName {
    Object call(java.lang.reflect.Method method) throws ReflectiveOperationException {
      return method.invoke(this);
    }
  }

  static final class Computes {
    String at = java.time.Instant.EPOCH.plusSeconds(7) + java.net.URI.create("x:y").getScheme();
    long most = java.util.stream.LongStream.of(1, 2).max().orElse(0);
  }

  private String said(Class<?> type) throws Exception {
    return said("driver", type);
  }

  private String said(String kind, Class<?> type) throws Exception {
    return said(plugin(kind).type(type));
  }

  private static PluginJar plugin(String kind) {
    return PluginJar.bundle("org.example.mt-sics", "1.2.0").capability(kind, "mt-sics");
  }

  private String said(PluginJar jar) throws Exception {
    try {
      PluginCode.check(PluginFile.read(jar.write(folder, "some.jar")));
      return "taken";
    } catch (Refusal e) {
      return e.getMessage();
    }
  }

  @Test
  void refusesWhatWouldOutliveThePlugIn() throws Exception {
    assertThat(said(MakesThreads.class))
        .startsWith("mt-sics 1.2.0 makes threads; use the host's schedules (org.amitygate")
        .contains("MakesThreads calls java.lang.Thread.");
    assertThat(said(MakesPools.class)).contains("makes threads").contains("newFixedThreadPool");
    assertThat(said(KeepsInThreads.class)).contains("keeps values in threads of the server");
    assertThat(said(EndsTheServer.class)).contains("would end the server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lib/inner.jar", "lib/inner"})
  void looksIntoJarsInsideTheJar(String path) throws Exception {
    Path wrong = PluginJar.bundle("inner", "1.0.0").type(MakesThreads.class).write(folder, "wrong");
    Path good = PluginJar.bundle("inner", "1.0.0").type(Computes.class).write(folder, "good");

    assertThat(said(plugin("flow").header("Bundle-ClassPath", ".," + path).entry(path, wrong)))
        .contains("makes threads", "MakesThreads calls java.lang.Thread.");
    assertThat(said(plugin("flow").header("Bundle-ClassPath", ".," + path).entry(path, good)))
        .isEqualTo("taken");
  }

  @Test
  void takesOrdinaryCode() throws Exception {
    assertThat(said(Harmless.class)).isEqualTo("taken");
    assertThat(said(PluginCodeTest.class)).as("it uses threads of nobody").isEqualTo("taken");
  }

  @Test
  void refusesFlowsThatReachForMoreThanAStageIsGiven() throws Exception {
    assertThat(said("flow", ReadsAClock.class))
        .startsWith("mt-sics 1.2.0 reads a clock; a stage's only time is StageExchange.now (org")
        .contains("ReadsAClock calls java.time.Instant.now)");
    assertThat(said("flow", PassesAClockOn.class)).contains("reads a clock");
    assertThat(said("flow", Guesses.class)).contains("uses randomness");
    assertThat(said("flow", UsesThreadsOfOthers.class)).contains("uses threads of the server");
    assertThat(said("flow", Sleeps.class)).contains("or waits");
    assertThat(said("flow", Connects.class)).contains("uses the network");
    assertThat(said("flow", ReadsFiles.class)).contains("uses files");
    assertThat(said("flow", ReadsTheEnvironment.class)).contains("reaches outside of the gate");
    assertThat(said("flow", CallsByName.class)).contains("calls methods by name");
    assertThat(said("flow", MakesThreads.class)).contains("makes threads");
    assertThat(said("flow", Computes.class)).isEqualTo("taken");
  }

  @Test
  void leavesClocksAndFilesToOtherPlugIns() throws Exception {
    assertThat(said("driver", ReadsAClock.class)).isEqualTo("taken");
    assertThat(said("authority", ReadsFiles.class)).isEqualTo("taken");
  }
}
