package org.amitygate.camel.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Real requests on real sockets. */
final class Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private static final long STEP_MILLIS = 20;

  private Http() {}

  record Answer(int status, String body, String contentType) {}

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static Answer post(int port, String path, String contentType, String body) throws Exception {
    return post(port, path, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  static Answer post(int port, String path, String contentType, byte[] body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  static Answer method(int port, String path, String method) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private static Answer send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        CLIENT.send(
            request.timeout(Duration.ofSeconds(15)).build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.body(),
        response.headers().firstValue("content-type").orElse(""));
  }

  /** Sends these bytes as they are and reads until the other side closes, or for so long. */
  static String raw(int port, String bytes, Duration atMost) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) atMost.toMillis());
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return read(socket.getInputStream());
    }
  }

  /** Sends these bytes as they are and reads the first line of the answer. */
  static String begin(int port, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder line = new StringBuilder();
      for (int b = socket.getInputStream().read(); b >= 0 && b != '\n'; ) {
        line.append((char) b);
        b = socket.getInputStream().read();
      }
      return line.toString();
    }
  }

  static String read(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        all.write(b);
      }
    } catch (IOException timedOutOrReset) {
      // what came until then
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Tries until it does not throw and gives what is wanted. */
  static <T> T eventually(Callable<T> what, T wanted) throws Exception {
    return within(Duration.ofSeconds(15), what, wanted);
  }

  /** As {@link #eventually}, for what may take longer. */
  static <T> T within(Duration patience, Callable<T> what, T wanted) throws Exception {
    Object last = null;
    for (int i = 0; i < patience.toMillis() / STEP_MILLIS; i++) {
      try {
        T got = what.call();
        if (got.equals(wanted)) {
          return got;
        }
        last = got;
      } catch (IOException | AssertionError e) {
        last = e;
      }
      Thread.sleep(STEP_MILLIS);
    }
    throw new AssertionError("wanted " + wanted + " but in the end it was " + last);
  }
}
