package org.amitygate.camel.flow;

import java.util.Map;
import java.util.regex.Pattern;
import org.amitygate.core.crossing.Effect;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code authority:NAME?ask=release}: puts a question to an authority; it leaves with the stage's
 * commit, and the answer comes as a signal of the authority's name.
 */
final class AuthorityComponent extends DefaultComponent {

  /** The effect's kind and name. */
  static final String KIND = "authority";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    Parameters options = new Parameters("authority:" + remaining, parameters);
    if (!NAME.matcher(remaining).matches()) {
      throw options.refused("names no authority; write it like authority:customs");
    }
    String ask = options.text("ask");
    options.nothingElse();
    Effect effect = new Effect(KIND, remaining, "ask", Map.of("ask", ask));
    return new StepEndpoint(uri, this, Step.now(run -> run.effect(effect)));
  }
}
