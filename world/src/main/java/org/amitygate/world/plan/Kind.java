package org.amitygate.world.plan;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is special about a truck, and how its crossing is planned to end. */
public enum Kind {
  ORDINARY(PlannedEnd.DONE, null),
  PLATE_MISREAD(PlannedEnd.HELD, "ID_UNDECLARED"),
  PLATE_CONFUSABLE(PlannedEnd.HELD, "ID_CONFUSABLE"),
  PLATE_UNREADABLE(PlannedEnd.HELD, "ID_UNREADABLE"),
  NOT_DECLARED(PlannedEnd.HELD, "ID_UNDECLARED"),
  DECLARED_TWICE(PlannedEnd.HELD, "DECLARED_TWICE"),
  OVERWEIGHT(PlannedEnd.HELD, "WEIGHT"),
  WEIGHT_UNSTABLE(PlannedEnd.HELD, "WEIGHT_UNSTABLE"),
  CUSTOMS_CONTROL(PlannedEnd.HELD, "CUSTOMS_CONTROL"),
  CUSTOMS_REJECTION(PlannedEnd.HELD, "CUSTOMS_REJECTED"),
  CUSTOMS_SILENCE(PlannedEnd.HELD, "CUSTOMS_SILENT"),
  CUSTOMS_OTHER_REFERENCE(PlannedEnd.HELD, "CUSTOMS_SILENT"),
  PARTNER_REFUSES(PlannedEnd.REFUSED, "PARTNER_REFUSED"),
  PARTNER_ABSENT(PlannedEnd.DONE, null),
  PARTNER_LATE(PlannedEnd.DONE, null),
  CAMERA_UNPLUGGED(PlannedEnd.DONE, null),
  SCALE_UNPLUGGED(PlannedEnd.DONE, null),
  BARRIER_UNPLUGGED(PlannedEnd.DONE, null),
  BARRIER_STUCK(PlannedEnd.HELD, "BARRIER_STUCK"),
  BARRIER_ANSWER_LOST(PlannedEnd.DONE, null),
  BARRIER_BY_HAND(PlannedEnd.DONE, null),
  GHOST_READ(PlannedEnd.DONE, null),
  REPEATED_READ(PlannedEnd.DONE, null),
  NEXT_PLATE(PlannedEnd.DONE, null),
  TAILGATER(PlannedEnd.DONE, null),
  REVERSES(PlannedEnd.DONE, null),
  STALLS(PlannedEnd.DONE, null),
  GATE_STOP(PlannedEnd.DONE, null),
  /** Only in runs in which the servers are killed too. */
  BARRIER_POWER_CYCLED(PlannedEnd.DONE, null);

  private final PlannedEnd end;
  private final @Nullable String reason;

  Kind(PlannedEnd end, @Nullable String reason) {
    this.end = end;
    this.reason = reason;
  }

  /** How a crossing of this kind ends when the gates do their work. */
  public PlannedEnd end() {
    return end;
  }

  /** The code of the hold or refusal; null when the crossing is done. */
  public @Nullable String reason() {
    return reason;
  }

  /** The name in the ledger, for example {@code plate-misread}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The kind with a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Kind labelled(String label) {
    return Stream.of(values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no kind of truck " + label));
  }

  /** Every kind but the ordinary one. */
  public static List<Kind> specials(boolean kill) {
    return Stream.of(values())
        .filter(kind -> kind != ORDINARY && (kill || kind != BARRIER_POWER_CYCLED))
        .toList();
  }
}
