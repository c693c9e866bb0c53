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

/** The services of the core as OSGi brings and takes them. Thread-safe. */
final class Surrounding implements Services {

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

  @Override
  public HandoverDesk handover() {
    return Optional.ofNullable(handover).orElseThrow(() -> absent("gate-partner"));
  }

  @Override
  public PartnerDesk partner() {
    return Optional.ofNullable(partner).orElseThrow(() -> absent("gate-partner"));
  }

  @Override
  public FlowRunner flows() {
    return Optional.ofNullable(flows).orElseThrow(() -> absent("gate-camel"));
  }

  @Override
  public SealKey sealKey() {
    return Optional.ofNullable(sealKey).orElseThrow(() -> absent("gate-partner"));
  }

  @Override
  public Optional<EffectHandler> effect(String kind) {
    return effects.find(kind);
  }

  @Override
  public Optional<Sender> sender(String kind) {
    return senders.find(kind);
  }

  private static IllegalStateException absent(String bundle) {
    return new IllegalStateException(
        "the service of bundle " + bundle + " is not there at the moment");
  }
}
