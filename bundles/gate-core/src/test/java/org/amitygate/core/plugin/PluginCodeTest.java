package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private String said(Class<?> type) throws Exception {
    Path jar =
        PluginJar.bundle("org.example.mt-sics", "1.2.0")
            .capability("driver", "mt-sics")
            .type(type)
            .write(folder, "some.jar");
    try {
      PluginCode.check(PluginFile.read(jar));
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

  @Test
  void takesOrdinaryCode() throws Exception {
    assertThat(said(Harmless.class)).isEqualTo("taken");
    assertThat(said(PluginCodeTest.class)).as("it uses threads of nobody").isEqualTo("taken");
  }
}
