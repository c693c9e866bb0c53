package org.amitygate.check.wire;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.amitygate.check.site.Profile;
import org.jspecify.annotations.Nullable;

/** Carries bytes to the other side. Thread-safe. */
public final class Caller {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final URI url;
  private final HttpClient client;

  /** An answer: status and body. */
  public record Answer(int status, byte[] body) {}

  private Caller(URI url, @Nullable SSLContext tls, String protocol) {
    this.url = url;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
    if (tls != null) {
      SSLParameters parameters = new SSLParameters();
      parameters.setProtocols(new String[] {protocol});
      builder.sslContext(tls).sslParameters(parameters);
    }
    this.client = builder.build();
  }

  /** As the profile says. */
  public static Caller of(Profile profile) throws GeneralSecurityException {
    SSLContext tls = profile.tls().isPresent() ? profile.tls().get().context() : null;
    return new Caller(profile.url(), tls, "TLSv1.3");
  }

  /** With another TLS, which is to be refused. */
  public static Caller with(Profile profile, SSLContext tls, String protocol) {
    return new Caller(profile.url(), tls, protocol);
  }

  /**
   * Sends a message; once more when the connection was closed meanwhile, which says nothing about
   * the message.
   *
   * @throws IOException no connection, or no answer in time
   */
  public Answer post(byte[] message) throws IOException, InterruptedException {
    try {
      return once(message);
    } catch (IOException closed) {
      return once(message);
    }
  }

  private Answer once(byte[] message) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(message))
            .build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), response.body());
  }
}
