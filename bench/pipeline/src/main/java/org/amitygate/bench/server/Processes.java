package org.amitygate.bench.server;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts processes and ends them all. Thread-safe. */
public final class Processes implements AutoCloseable {

  private static final long END_WITHIN_SECONDS = 10;

  private final List<Process> all = new ArrayList<>();
  private boolean closed;

  /** The Java that this runs on. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Options of every Java program that is measured, this server's included. */
  private static final String HEAP = "-Xmx384m";

  /** A Java program of this class path. */
  public static List<String> program(Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(java(), HEAP, "-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(String.valueOf(argument));
    }
    return command;
  }

  /**
   * Starts a process with pipes for input and output.
   *
   * @param errors gets what it says on standard error
   */
  public synchronized Process start(
      List<String> command, Map<String, String> environment, Path errors) throws IOException {
    if (closed) {
      throw new IOException("everything is being stopped");
    }
    Files.createDirectories(errors.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    Process process = builder.start();
    all.add(process);
    return process;
  }

  /** As {@link #start}, without pipes: what it prints goes to the file. */
  public synchronized Process startQuiet(
      List<String> command, Map<String, String> environment, Path output) throws IOException {
    Files.createDirectories(output.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    Process process = builder.start();
    all.add(process);
    return process;
  }

  /** Ends a process, by force if it takes too long. */
  public static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** A loopback port on which nobody listens at this moment. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    List<Process> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(all);
    }
    left.forEach(Process::destroy);
    left.forEach(Processes::end);
  }
}
