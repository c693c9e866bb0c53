package org.amitygate.bench.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.amitygate.bench.load.Load;
import org.amitygate.bench.server.Processes;

/** The load of one contender: its process, told what to do by lines. */
public final class LoadProcess {

  private static final int WARM_UP_MILLIS = 1_000;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /**
   * @param how {@code listen} or {@code connect}
   */
  LoadProcess(Processes processes, String how, int port, int lanes, Path errors)
      throws IOException {
    this(processes, Load.class, errors, how, port, lanes);
  }

  /** Another program that is told what to do by lines. */
  public LoadProcess(Processes processes, Class<?> main, Path errors, Object... arguments)
      throws IOException {
    process = processes.start(Processes.program(main, arguments), Map.of(), errors);
    Thread reader = new Thread(this::readLines, main.getSimpleName());
    reader.setDaemon(true);
    reader.start();
  }

  private void readLines() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("ended: " + e.getMessage());
    }
    lines.add("ended");
  }

  /**
   * @throws IOException the load ended, or said nothing for so long
   */
  public String await(String word, long seconds) throws IOException, InterruptedException {
    String line = lines.poll(seconds, TimeUnit.SECONDS);
    if (line == null || !line.startsWith(word)) {
      throw new IOException("the load should say '" + word + "' but says " + line);
    }
    return line;
  }

  void order(int lanes, int measuredMillis) throws IOException {
    order("run " + lanes + " " + WARM_UP_MILLIS + " " + measuredMillis);
  }

  /** Says a line to it. */
  public void order(String order) throws IOException {
    process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  /** {@code result a=1 b=2} as a map. */
  public static Map<String, Long> figures(String line) {
    Map<String, Long> figures = new LinkedHashMap<>();
    for (String word : line.split(" ")) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        figures.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
      }
    }
    return figures;
  }

  /** Ends it. */
  public void end() {
    Processes.end(process);
  }
}
