package org.amitygate.check.site;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Lines over a connection, or to a program and back. Thread-safe: one line at a time. */
final class LineVehicles implements Vehicles {
  private final BufferedReader in;
  private final Writer out;
  private final Runnable hangUp;

  private LineVehicles(InputStream in, OutputStream out, Runnable hangUp) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    this.hangUp = hangUp;
  }

  static Vehicles connect(String where) throws IOException {
    URI address = URI.create(where);
    Socket socket = new Socket(address.getHost(), address.getPort());
    return new LineVehicles(
        socket.getInputStream(), socket.getOutputStream(), () -> quietly(socket));
  }

  static Vehicles start(String command) throws IOException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new LineVehicles(process.getInputStream(), process.getOutputStream(), process::destroy);
  }

  @Override
  public synchronized String ask(String line) throws Unable {
    String answer;
    try {
      out.write(line + "\n");
      out.flush();
      answer = in.readLine();
    } catch (IOException e) {
      throw new Unable("'" + line + "' was not answered: " + e.getMessage());
    }
    if (answer == null) {
      throw new Unable("'" + line + "' was not answered: the other end is gone");
    }
    String text = answer.strip();
    if (text.equals("OK")) {
      return "";
    }
    if (text.startsWith("OK ")) {
      return text.substring(3).strip();
    }
    throw new Unable("'" + line + "' was answered with '" + text + "'");
  }

  @Override
  public void close() {
    hangUp.run();
  }

  private static void quietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return; // it is gone
    }
  }
}
