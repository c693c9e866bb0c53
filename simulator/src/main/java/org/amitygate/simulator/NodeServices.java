package org.amitygate.simulator;

import java.util.Optional;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.PartnerDesk;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.outbox.Sender;
import org.amitygate.core.runtime.Services;
import org.amitygate.partner.link.PartnerLink;
import org.jspecify.annotations.Nullable;

/** What the engine of one process finds around it; the link is made after the engine. */
final class NodeServices implements Services {

  private final FlowRunner flows;
  private final Customs customs;
  private @Nullable PartnerLink link;

  NodeServices(FlowRunner flows, Customs customs) {
    this.flows = flows;
    this.customs = customs;
  }

  void link(PartnerLink made) {
    link = made;
  }

  private PartnerLink link() {
    PartnerLink made = link;
    if (made == null) {
      throw new IllegalStateException("the link is not made yet");
    }
    return made;
  }

  @Override
  public HandoverDesk handover() {
    return link().handovers();
  }

  @Override
  public PartnerDesk partner() {
    return link().talk();
  }

  @Override
  public FlowRunner flows() {
    return flows;
  }

  @Override
  public SealKey sealKey() {
    throw new IllegalStateException("nothing is sealed");
  }

  @Override
  public Optional<EffectHandler> effect(String kind) {
    return Optional.of(kind.equals(Customs.KIND) ? customs : link().effects());
  }

  @Override
  public Optional<Sender> sender(String kind) {
    return Optional.of(kind.equals(Customs.KIND) ? customs : link().sender());
  }
}
