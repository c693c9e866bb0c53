package org.amitygate.check.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.amitygate.check.site.Profile;

/**
 * Where the other side calls the kit: mutual TLS 1.3 as the profile says. Everything that comes is
 * given to the {@link Mail}, which also knows what to answer.
 */
public final class Door implements AutoCloseable {
  private static final int LARGEST = 1 << 20;
  private static final int THREADS = 8;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Mail mail;

  private Door(HttpServer server, Mail mail) {
    this.server = server;
    this.mail = mail;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "door");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Listens. */
  public static Door open(Profile profile, Mail mail) throws IOException, GeneralSecurityException {
    InetSocketAddress address =
        new InetSocketAddress(profile.listen().getHost(), profile.listen().getPort());
    HttpServer server;
    if (profile.tls().isPresent()) {
      HttpsServer https = HttpsServer.create(address, 0);
      https.setHttpsConfigurator(new Mutual(profile.tls().get().context()));
      server = https;
    } else {
      server = HttpServer.create(address, 0);
    }
    Door door = new Door(server, mail);
    server.setExecutor(door.threads);
    server.createContext(profile.listen().getPath(), door::handle);
    server.start();
    return door;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] message = exchange.getRequestBody().readNBytes(LARGEST);
      Caller.Answer answer = mail.take(message);
      byte[] body = answer.body();
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static final class Mutual extends HttpsConfigurator {
    Mutual(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setNeedClientAuth(true);
      tls.setProtocols(new String[] {"TLSv1.3"});
      parameters.setSSLParameters(tls);
    }
  }
}
