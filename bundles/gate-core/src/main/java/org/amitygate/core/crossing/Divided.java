package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.amitygate.core.json.Json;

/**
 * What a record is to say, in two parts. What somebody wrote or read (a plate, a trader, goods) is
 * text, and any text may name a person: it goes to the part that can be erased. Numbers and truth
 * values stay.
 */
record Divided(ObjectNode lasting, ObjectNode personal) {

  static Divided of(ObjectNode whole) {
    Divided parts = new Divided(Json.object(), Json.object());
    whole
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              boolean lasts = value.isNumber() || value.isBoolean() || value.isNull();
              (lasts ? parts.lasting : parts.personal).set(field.getKey(), value);
            });
    return parts;
  }

  /** All of it can be erased but for what {@link #keeping} names. */
  static Divided personal(ObjectNode whole) {
    return new Divided(Json.object(), whole.deepCopy());
  }

  /** This stays, too: it names nobody. */
  Divided keeping(String... names) {
    for (String name : names) {
      JsonNode value = personal.remove(name);
      if (value != null) {
        lasting.set(name, value);
      }
    }
    return this;
  }

  /** As a record takes them: empty if there is nothing to erase. */
  static Optional<ObjectNode> unlessEmpty(ObjectNode personal) {
    return personal.isEmpty() ? Optional.empty() : Optional.of(personal);
  }
}
