package org.amitygate.search;

import java.util.List;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a table makes of one input.
 *
 * @param row that was taken; null: none, only a time limit ended
 * @param rows how many rows apply
 * @param to number of the situation after it
 * @param opens it asks for the side's barrier
 * @param holds it holds the crossing for a person
 * @param reseals it takes another seal for the vehicle's
 */
record Move(
    @Nullable Row row,
    int rows,
    int to,
    List<Sent> sent,
    boolean opens,
    boolean holds,
    boolean alarms,
    boolean reseals) {

  record Sent(MessageType type, int epoch) {}

  boolean sends(MessageType type) {
    return sent.stream().anyMatch(message -> message.type() == type);
  }
}
