package org.amitygate.check.rules;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Profile.Tls;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Caller;

/** The channel: mutual TLS 1.3. */
public final class TlsRules {
  private static final String CHANNEL = "partner-protocol.md, Envelope, Channel";

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
      throws Broken, Vehicles.Unable, InterruptedException {
    Tls tls =
        check
            .profile()
            .tls()
            .orElseThrow(() -> new Vehicles.Unable("them.url is http: there is no TLS"));
    Talk talk = check.talk();
    byte[] message = check.signed(talk.draft("STATUS_REQ", 1, Talk.NOTHING, Duration.ZERO));
    Caller.Answer answer;
    try {
      answer = Caller.with(check.profile(), context.of(tls), protocol).post(message);
    } catch (IOException refused) {
      return;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    throw new Broken("it was answered with " + answer.status());
  }
}
