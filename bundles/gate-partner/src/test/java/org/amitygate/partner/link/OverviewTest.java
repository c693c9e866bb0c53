package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.amitygate.core.handover.PartnerView;
import org.amitygate.core.handover.PartnerView.Certificate;
import org.amitygate.core.handover.PartnerView.Link;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see of a link. */
class OverviewTest extends BetweenTwoGates {

  @BeforeEach
  void setUp() {
    exit.begin(Map.of("plate", "29C-123.45"));
  }

  private static PartnerView seen(TestGate gate) {
    return gate.link.views().partners().join().get(0);
  }

  @Test
  void aLinkIsUnusedThenUpThenFailing() {
    assertThat(seen(exit))
        .extracting(PartnerView::id, PartnerView::link, PartnerView::waiting, PartnerView::profile)
        .containsExactly("cn-youyi", Link.UNUSED, 0, "amity-1");
    assertThat(seen(exit).warnings()).isEmpty();
    exit.effect("offer");
    var queued = exit.now();
    exit.clock.forward(Duration.ofSeconds(5));
    assertThat(seen(exit).waiting()).isEqualTo(1);
    assertThat(seen(exit).oldest()).contains(queued);
    pair.deliverAll();
    PartnerView up = seen(exit);
    assertThat(up.link()).isEqualTo(Link.UP);
    assertThat(up.since()).contains(exit.now());
    assertThat(up.lastSent()).contains(exit.now());
    assertThat(up.clockAhead()).contains(Duration.ZERO);
    assertThat(up.waiting()).isZero();
    assertThat(seen(pair.entry()).lastReceived()).contains(exit.now());

    exit.wire = bytes -> null;
    exit.effect("withdraw");
    var began = exit.now();
    exit.deliver();
    exit.clock.forward(Duration.ofSeconds(50));
    PartnerView failing = seen(exit);
    assertThat(failing.link()).isEqualTo(Link.FAILING);
    assertThat(failing.since()).contains(began);
    assertThat(failing.warnings())
        .containsExactly(
            "does not take our messages since " + began + ": java.io.IOException: no answer");
    exit.wire = bytes -> bytes;
    pair.deliverAll();
    assertThat(seen(exit).since()).as("up again since").contains(exit.now());
  }

  @Test
  void keysAndCertificatesAreShownAndThoseThatEndSoonAreWarnedOf() throws Exception {
    exit.certificates =
        () ->
            List.of(
                new Certificate("own", "CN=a", exit.now().plus(Duration.ofDays(30))),
                new Certificate("partner", "CN=b", exit.now().plus(Duration.ofDays(29))),
                new Certificate("authority", "CN=c", exit.now().minusSeconds(1)));
    PartnerView view = seen(exit);
    assertThat(view.certificates()).hasSize(3);
    assertThat(view.signingKey()).isNotEmpty().isEqualTo(seen(pair.entry()).partnerKeys().get(0));
    assertThat(view.warnings())
        .hasSize(2)
        .anySatisfy(text -> assertThat(text).startsWith("certificate 'CN=b' (partner) expires on "))
        .anySatisfy(
            text -> assertThat(text).startsWith("certificate 'CN=c' (authority) expired on "));
    exit.certificates =
        () -> {
          throw new IllegalArgumentException("tls.keyStore x cannot be read");
        };
    Files.writeString(folder.resolve("cn-youyi.public.jwk"), "no key");
    exit.restart();
    assertThat(seen(exit).warnings())
        .containsExactly(
            "tls.keyStore x cannot be read",
            "none of its public keys could be read: nothing of it can be taken");
  }

  @Test
  void filesAreNotReadOnTheThreadOfTheJournal() {
    Thread journal = Thread.currentThread(); // the one that this journal completes on
    exit.certificates =
        () -> {
          assertThat(Thread.currentThread()).isNotSameAs(journal);
          return List.of();
        };
    assertThat(seen(exit).certificates()).isEmpty();
  }

  @Test
  void aClockThatIsOffIsWarnedOf() {
    TestClock slow = new TestClock();
    GatePair apart = GatePair.of(folder.resolve("apart"), new TestClock(), slow);
    slow.forward(Duration.ofSeconds(7));
    apart.exit().begin(Map.of("plate", "29C-123.45"));
    apart.exit().effect("offer");
    apart.deliverAll();
    PartnerView view = seen(apart.exit());
    assertThat(view.clockAhead()).contains(Duration.ofSeconds(7));
    assertThat(view.warnings())
        .containsExactly("its clock is 7 s ahead of gate time; above 30 s nothing is handed over");
  }
}
