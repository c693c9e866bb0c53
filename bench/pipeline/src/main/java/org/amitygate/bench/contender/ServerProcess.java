package org.amitygate.bench.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.bench.server.Processes;

/** A Java program of ours that says its settings and then that it is ready. */
final class ServerProcess {

  private final Process process;
  private final Optional<SyncCounter> counter;
  private String settings = "";

  ServerProcess(Processes processes, Path folder, Class<?> main, Object... arguments)
      throws IOException {
    counter = SyncCounter.in(folder);
    Map<String, String> environment = counter.map(SyncCounter::environment).orElse(Map.of());
    List<String> command = Processes.program(main, arguments);
    process = processes.start(command, environment, folder.resolve("errors.log"));
    awaitReady(folder);
  }

  private void awaitReady(Path folder) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("settings ")) {
        settings = line.substring("settings ".length());
      } else if (line.equals("ready")) {
        return;
      }
    }
    throw new IOException("it ended instead of starting, see " + folder.resolve("errors.log"));
  }

  String settings() {
    return settings;
  }

  ProcessFigures figures() throws IOException {
    return ProcessFigures.ofTree(process.pid());
  }

  long syncs() throws IOException {
    return counter.isPresent() ? counter.get().syncs() : -1;
  }

  void end() {
    Processes.end(process);
  }
}
