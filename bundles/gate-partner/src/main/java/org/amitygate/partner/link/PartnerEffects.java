package org.amitygate.partner.link;

import java.util.Map;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.Transaction;

/**
 * What a flow says to its partner: {@code advise}, {@code offer}, {@code withdraw}, {@code commit},
 * {@code accept}, {@code refuse}, {@code clear}.
 */
final class PartnerEffects implements EffectHandler {

  private final HandoverDesk handovers;

  PartnerEffects(HandoverDesk handovers) {
    this.handovers = handovers;
  }

  @Override
  public void commit(Transaction tx, Crossing crossing, Effect effect) {
    if (!effect.target().isEmpty() && !effect.target().equals(crossing.partner())) {
      throw new IllegalArgumentException(
          "partner:"
              + effect.target()
              + " is not the partner of lane "
              + crossing.lane()
              + " ('"
              + crossing.partner()
              + "')");
    }
    handovers.apply(tx, crossing, event(crossing, effect.name(), effect.arguments()));
  }

  private static HandoverEvent event(
      Crossing crossing, String name, Map<String, String> arguments) {
    return switch (name) {
      case "advise" -> new HandoverEvent.Advise(crossing.facts());
      case "offer" -> new HandoverEvent.Offer(crossing.facts());
      case "withdraw" -> new HandoverEvent.Withdraw(HandoverEvent.Withdraw.Why.HELD);
      case "commit" -> new HandoverEvent.Commit();
      case "accept" -> new HandoverEvent.Accept();
      case "refuse" -> new HandoverEvent.Refuse(arguments.getOrDefault("code", "FLOW"));
      case "clear" -> new HandoverEvent.Clear();
      case "held" -> new HandoverEvent.TellHeld(arguments.getOrDefault("reason", "FLOW"));
      case "sample-pending" ->
          new HandoverEvent.TellSamplePending(arguments.getOrDefault("reason", "FLOW"));
      case "return" -> new HandoverEvent.Return(arguments.getOrDefault("reason", "FLOW"));
      case "return-accept" -> new HandoverEvent.ReturnAccept();
      case "joint-open" -> new HandoverEvent.JointOpen(arguments.getOrDefault("reason", "FLOW"));
      default ->
          throw new IllegalArgumentException(
              "partner: knows advise, offer, withdraw, commit, accept, refuse, clear, held,"
                  + " sample-pending, return, return-accept and joint-open, not '"
                  + name
                  + "'");
    };
  }
}
