package org.amitygate.core.runtime;

import java.util.Optional;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.PartnerDesk;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.outbox.Sender;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;

/**
 * The services that the core uses but does not wait for: they come after it, and may be replaced.
 * Thread-safe.
 */
final class Surrounding {

  final Ranked<ServiceReference<EffectHandler>, EffectHandler> effects = new Ranked<>();
  final Ranked<ServiceReference<Sender>, Sender> senders = new Ranked<>();
  volatile @Nullable HandoverDesk handover;
  volatile @Nullable PartnerDesk partner;
  volatile @Nullable FlowRunner flows;
  volatile boolean pluginsStarted;
  volatile @Nullable SealKey sealKey;

  boolean complete() {
    return handover != null && flows != null && pluginsStarted;
  }

  HandoverDesk handover() {
    return Optional.ofNullable(handover).orElseThrow(() -> absent("gate-partner"));
  }

  PartnerDesk partner() {
    return Optional.ofNullable(partner).orElseThrow(() -> absent("gate-partner"));
  }

  FlowRunner flows() {
    return Optional.ofNullable(flows).orElseThrow(() -> absent("gate-camel"));
  }

  SealKey sealKey() {
    return Optional.ofNullable(sealKey).orElseThrow(() -> absent("gate-partner"));
  }

  private static IllegalStateException absent(String bundle) {
    return new IllegalStateException(
        "the service of bundle " + bundle + " is not there at the moment");
  }
}
