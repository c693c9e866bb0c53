package org.amitygate.camel.flow;

import java.util.Map;
import java.util.Set;
import org.amitygate.core.crossing.Effect;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code
 * partner:advise|offer|withdraw|commit|accept|refuse|clear|held|sample-pending|return|return-accept|
 * joint-open}: what a flow wants of the handover. It is handed to the handover table with the
 * stage's commit; the table alone decides what it means, and no flow can open a barrier.
 */
final class PartnerComponent extends DefaultComponent {

  private static final Set<String> PLAIN =
      Set.of("advise", "offer", "withdraw", "commit", "accept", "clear", "return-accept");

  private static final Set<String> WITH_REASON =
      Set.of("held", "sample-pending", "return", "joint-open");

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    Parameters options = new Parameters("partner:" + remaining, parameters);
    Map<String, String> arguments = Map.of();
    if (remaining.equals("refuse")) {
      arguments = Map.of("code", options.text("code"));
    } else if (WITH_REASON.contains(remaining)) {
      arguments = Map.of("reason", options.text("reason"));
    } else if (!PLAIN.contains(remaining)) {
      throw options.refused(
          "is none of advise, offer, withdraw, commit, accept, refuse, clear, held, sample-pending,"
              + " return, return-accept and joint-open");
    }
    options.nothingElse();
    Effect effect = new Effect("partner", "", remaining, arguments);
    return new StepEndpoint(uri, this, Step.now(run -> run.effect(effect)));
  }
}
