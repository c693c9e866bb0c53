package org.amitygate.partner.handover;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that happened.
 *
 * @param epoch of a message; 0 for anything of this side
 * @param values what came with it, by name, for the bodies of messages and the data of signals
 */
public record Input(Trigger trigger, int epoch, Map<String, Object> values) {

  public Input {
    values = Map.copyOf(values);
  }

  public static Input message(MessageType type, int epoch, Map<String, Object> body) {
    return new Input(type, epoch, body);
  }

  public static Input own(Trigger trigger, Map<String, Object> values) {
    return new Input(trigger, 0, values);
  }

  Map<String, Object> valuesWith(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return more;
  }
}
