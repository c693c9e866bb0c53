package org.amitygate.world.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.amitygate.world.physics.Plug;
import org.amitygate.world.physics.Site;
import org.amitygate.world.physics.Zone;
import org.jspecify.annotations.Nullable;

/**
 * A weighbridge that speaks MT-SICS over TCP: S, SI, SIR, I4 and @; everything else is {@code ES}.
 * Thread-safe.
 */
public final class ScaleServer implements Plug, AutoCloseable {
  private static final long STABLE_WITHIN = 3_000;
  private static final int REPEAT_MILLIS = 250;
  private static final int LONGEST_LINE = 80;
  private static final int LIMIT_KG = 80_000;
  private static final String REPEAT = "SIR";

  private final TcpListener listener;
  private final Site site;
  private final Zone zone;
  private final String serial;

  public ScaleServer(String name, int port, String serial, Site site, Zone zone)
      throws IOException {
    this.site = site;
    this.zone = zone;
    this.serial = serial;
    this.listener = new TcpListener(name, port, this::talk);
  }

  /** The port it listens on. */
  public int port() {
    return listener.port();
  }

  @Override
  public void unplug() {
    listener.unplug();
  }

  @Override
  public void plug() {
    listener.plug();
  }

  @Override
  public void close() {
    listener.close();
  }

  private void talk(Socket socket) throws IOException, InterruptedException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    StringBuilder line = new StringBuilder();
    boolean repeating = false;
    while (true) {
      socket.setSoTimeout(repeating ? REPEAT_MILLIS : 0);
      String command;
      try {
        command = line(in, line);
      } catch (SocketTimeoutException e) {
        send(out, site.see(() -> weight(zone.weightStable())));
        continue;
      }
      if (command == null) {
        return;
      }
      repeating = command.equals(REPEAT);
      send(out, answer(command));
    }
  }

  private String answer(String command) throws InterruptedException {
    return switch (command) {
      case "S" -> {
        boolean stable = site.await(zone::weightStable, STABLE_WITHIN);
        yield stable ? site.see(() -> weight(true)) : "S I";
      }
      case "SI", REPEAT -> site.see(() -> weight(zone.weightStable()));
      case "I4" -> "I4 A \"" + serial + "\"";
      case "@" -> "I4 A \"" + serial + "\"";
      default -> "ES";
    };
  }

  private String weight(boolean stable) {
    int kg = zone.weightKg();
    return kg > LIMIT_KG
        ? "S +"
        : String.format(Locale.ROOT, "S %s %9d kg", stable ? "S" : "D", kg);
  }

  private static void send(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** The next line without its end; too long a line comes cut. Null at the end of the stream. */
  private static @Nullable String line(InputStream in, StringBuilder line) throws IOException {
    while (true) {
      int c = in.read();
      if (c < 0) {
        return null;
      }
      if (c == '\n') {
        String whole = line.toString().stripTrailing();
        line.setLength(0);
        return whole;
      }
      if (line.length() < LONGEST_LINE) {
        line.append((char) c);
      }
    }
  }
}
