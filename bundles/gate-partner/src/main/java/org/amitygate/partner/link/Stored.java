package org.amitygate.partner.link;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.handover.Handover;
import org.amitygate.partner.handover.Deadline;
import org.amitygate.partner.handover.Note;
import org.amitygate.partner.handover.Situation;
import org.jspecify.annotations.Nullable;

/** A situation of the tables as the crossing's {@link Handover} keeps it, and back. */
final class Stored {

  private static final String DEADLINE = "deadline";

  private Stored() {}

  static Situation situation(Handover handover) {
    Map<Note, String> notes = new EnumMap<>(Note.class);
    for (Note note : Note.values()) {
      Optional.ofNullable(handover.data().get(note.key()))
          .ifPresent(value -> notes.put(note, value.toString()));
    }
    Object deadline = handover.data().get(DEADLINE);
    return new Situation(
        handover.state(),
        handover.epoch(),
        handover.committedEpoch(),
        deadline == null ? null : Deadline.valueOf(deadline.toString()),
        notes);
  }

  static Handover handover(Situation situation, @Nullable Instant due) {
    Map<String, Object> data = new HashMap<>();
    situation.notes().forEach((note, value) -> data.put(note.key(), value));
    Deadline deadline = situation.deadline();
    if (deadline != null) {
      data.put(DEADLINE, deadline.name());
    }
    return new Handover(
        situation.state(),
        situation.epoch(),
        situation.committedEpoch(),
        deadline == null ? null : due,
        data);
  }
}
