package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Profile.Tls;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Caller;

/** The channel: mutual TLS 1.3. */
public final class TlsRules {
  private static final String CHANNEL = "partner-protocol.md, Envelope, Channel";

  private static final int TRIES = 5;

  private TlsRules() {}

  @FunctionalInterface
  private interface Context {
    SSLContext of(Tls tls) throws GeneralSecurityException;
  }

  public static List<Rule> rules() {
    return List.of(
        new Rule(
            "C1",
            CHANNEL,
            "a caller without a certificate is refused",
            check -> refused(check, Tls::anonymous, "TLSv1.3")),
        new Rule(
            "C2",
            CHANNEL,
            "a caller with TLS 1.2 is refused",
            check -> refused(check, Tls::context, "TLSv1.2")));
  }

  private static void refused(Check check, Context context, String protocol)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Tls tls =
        check
            .profile()
            .tls()
            .orElseThrow(() -> new Vehicles.Unable("them.url is http: there is no TLS"));
    Talk talk = check.talk();
    ObjectNode payload = talk.draft("STATUS_REQ", 1, Talk.NOTHING, Duration.ZERO);
    byte[] message = check.signed(payload);
    Caller caller;
    try {
      caller = Caller.with(check.profile(), context.of(tls), protocol);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    refused(caller, message);
    check.mail().said(talk.crossing(), 1);
    check.deliver(message, payload.path("id").asText());
  }

  /** An alert may be lost when the connection is closed behind it: more than one try. */
  private static void refused(Caller caller, byte[] message) throws Broken, InterruptedException {
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        throw new Broken("it was answered with " + caller.post(message).status());
      } catch (IOException e) {
        if (byTls(e)) {
          return;
        }
        why = e.toString();
      }
    }
    throw new Broken("it was not refused by TLS: " + why);
  }

  /** A port where nobody listens, or a time that is over, refuses nothing. */
  static boolean byTls(IOException failure) {
    return Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(SSLException.class::isInstance);
  }
}
