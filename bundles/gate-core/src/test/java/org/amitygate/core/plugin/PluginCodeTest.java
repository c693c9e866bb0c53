package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /**
   * A class that names one method, be it of a later Java; it ends behind its constants, which are
   * all that is read of it.
   */
  private static byte[] calling(String method) throws IOException {
    int dot = method.lastIndexOf('.');
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0xCAFEBABE);
    out.writeInt(61); // Java 17
    out.writeShort(7);
    for (String text :
        List.of(method.substring(0, dot).replace('.', '/'), method.substring(dot + 1), "()V")) {
      out.writeByte(1); // 1, 2, 3: texts
      out.writeUTF(text);
    }
    out.writeByte(7); // 4: the class
    out.writeShort(1);
    out.writeByte(12); // 5: name and type
    out.writeShort(2);
    out.writeShort(3);
    out.writeByte(10); // 6: the method
    out.writeShort(4);
    out.writeShort(5);
    return bytes.toByteArray();
  }

  private String said(String kind, String method) throws Exception {
    return said(plugin(kind).entry("x/Calls.class", calling(method)));
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

  /** Each of what outlives a plug-in or ends the server. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          java.lang.Thread.<init>                                   | makes threads
          java.lang.Thread.start                                    | makes threads
          java.lang.Thread.ofVirtual                                | makes threads
          java.lang.Thread.ofPlatform                               | makes threads
          java.lang.Thread.startVirtualThread                       | makes threads
          java.util.concurrent.Executors.newFixedThreadPool         | makes threads
          java.util.concurrent.Executors.newSingleThreadExecutor    | makes threads
          java.util.concurrent.ForkJoinPool.<init>                  | makes threads
          java.util.concurrent.ThreadPoolExecutor.<init>            | makes threads
          java.util.concurrent.ScheduledThreadPoolExecutor.<init>   | makes threads
          java.util.Timer.<init>                                    | makes threads
          java.lang.ThreadLocal.<init>                              | keeps values in threads
          java.lang.ThreadLocal.withInitial                         | keeps values in threads
          java.lang.InheritableThreadLocal.<init>                   | keeps values in threads
          java.lang.InheritableThreadLocal.withInitial              | keeps values in threads
          java.lang.System.exit                                     | would end the server
          java.lang.Runtime.exit                                    | would end the server
          java.lang.Runtime.halt                                    | would end the server
          java.lang.Runtime.addShutdownHook                         | would end the server
          """)
  void noPlugInCalls(String method, String why) throws Exception {
    for (String kind : List.of("driver", "authority", "flow")) {
      assertThat(said(kind, method)).contains(why).endsWith("(x.Calls calls " + method + ")");
    }
  }

  /** Each of what a stage is not given; other plug-ins may. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          java.lang.System.currentTimeMillis                        | reads a clock
          java.lang.System.nanoTime                                 | reads a clock
          java.time.ZonedDateTime.now                               | reads a clock
          java.time.Clock.systemUTC                                 | reads a clock
          java.time.InstantSource.system                            | reads a clock
          java.util.Date.<init>                                     | reads a clock
          java.util.Calendar.getInstance                            | reads a clock
          java.util.Calendar.<init>                                 | reads a clock
          java.util.GregorianCalendar.<init>                        | reads a clock
          java.util.GregorianCalendar.getInstance                   | reads a clock
          java.util.Random.<init>                                   | uses randomness
          java.util.SplittableRandom.<init>                         | uses randomness
          java.util.random.RandomGenerator.getDefault               | uses randomness
          java.util.concurrent.ThreadLocalRandom.current            | uses randomness
          java.security.SecureRandom.getInstanceStrong              | uses randomness
          java.lang.Math.random                                     | uses randomness
          java.util.UUID.randomUUID                                 | uses randomness
          java.util.Collections.shuffle                             | uses randomness
          java.util.concurrent.CompletableFuture.supplyAsync        | uses threads of the server
          java.util.concurrent.ForkJoinPool.commonPool              | uses threads of the server
          java.lang.Thread.sleep                                    | uses threads of the server
          java.util.List.parallelStream                             | uses threads of the server
          java.util.stream.IntStream.parallel                       | uses threads of the server
          org.apache.camel.spi.ExecutorServiceManager.newThreadPool | uses threads of the server
          java.net.Socket.<init>                                    | uses the network
          java.net.URL.openStream                                   | uses the network
          java.net.http.HttpClient.newHttpClient                    | uses the network
          javax.net.ssl.SSLContext.getDefault                       | uses the network
          java.nio.channels.FileChannel.open                        | uses the network
          java.rmi.Naming.lookup                                    | uses the network
          java.io.File.<init>                                       | uses files
          java.io.FileInputStream.<init>                            | uses files
          java.io.FileOutputStream.<init>                           | uses files
          java.io.FileReader.<init>                                 | uses files
          java.io.FileWriter.<init>                                 | uses files
          java.io.RandomAccessFile.<init>                           | uses files
          java.nio.file.Files.exists                                | uses files
          java.lang.System.getenv                                   | reaches outside of the gate
          java.lang.System.getProperty                              | reaches outside of the gate
          java.lang.System.getProperties                            | reaches outside of the gate
          java.lang.ProcessBuilder.<init>                           | reaches outside of the gate
          java.lang.Runtime.exec                                    | reaches outside of the gate
          java.lang.reflect.Method.invoke                           | calls methods by name
          java.lang.reflect.Constructor.newInstance                 | calls methods by name
          java.lang.Class.forName                                   | calls methods by name
          java.lang.Class.newInstance                               | calls methods by name
          """)
  void noFlowCalls(String method, String why) throws Exception {
    assertThat(said("flow", method)).contains(why).endsWith("(x.Calls calls " + method + ")");
    assertThat(said("driver", method)).isEqualTo("taken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"java.net.URI.create", "java.net.URLEncoder.encode", "java.net.URLDecoder.decode"})
  void aFlowMayReadAndWriteAddresses(String method) throws Exception {
    assertThat(said("flow", method)).isEqualTo("taken");
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
