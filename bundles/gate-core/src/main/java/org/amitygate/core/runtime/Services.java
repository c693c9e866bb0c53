package org.amitygate.core.runtime;

import java.util.Optional;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.PartnerDesk;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.outbox.Sender;

/**
 * The services that the core uses but does not wait for: they come after it, and may be replaced.
 * What cannot be empty fails with IllegalStateException while it is absent. Thread-safe.
 */
public interface Services {

  HandoverDesk handover();

  PartnerDesk partner();

  FlowRunner flows();

  SealKey sealKey();

  /** Carries out a kind of effects. */
  Optional<EffectHandler> effect(String kind);

  /** Delivers a kind of outgoing entries. */
  Optional<Sender> sender(String kind);
}
