package org.amitygate.core.crossing;

import java.util.Arrays;
import java.util.Optional;
import org.amitygate.core.operations.Role;

/** Why a crossing waits for a person: the state it is shown in, and who may clear it. */
public enum HoldReason {
  ID_UNREADABLE("HOLD_ID", Role.OPERATOR),
  ID_CONFUSABLE("HOLD_ID", Role.OPERATOR),
  ID_UNDECLARED("HOLD_ID", Role.OPERATOR),
  ID_MISMATCH("HOLD_ID", Role.OPERATOR),
  VEHICLE_LEFT("HOLD_ID", Role.OPERATOR),
  /** Broken, or another than was declared. */
  SEAL("HOLD_SEAL", Role.CUSTOMS),
  DECLARED_TWICE("HOLD_DOCUMENT", Role.CUSTOMS),
  WEIGHT("HOLD_WEIGHT", Role.OPERATOR),
  WEIGHT_UNSTABLE("HOLD_WEIGHT", Role.OPERATOR),
  CUSTOMS_CONTROL("HOLD_DOCUMENT", Role.CUSTOMS),
  CUSTOMS_REJECTED("HOLD_DOCUMENT", Role.CUSTOMS),
  CUSTOMS_SILENT("HOLD_DOCUMENT", Role.CUSTOMS),
  PARTNER_SILENT("HOLD_PARTNER", Role.OPERATOR),
  /** The other gate has accepted it, and its barrier was not commanded in time. */
  LANE_NOT_READY("HOLD_LANE", Role.OPERATOR),
  BARRIER_STUCK("HOLD_BARRIER", Role.BORDER_GUARD),
  BARRIER_UNKNOWN("HOLD_BARRIER", Role.BORDER_GUARD),
  STRIP_MISMATCH("HOLD_ID", Role.BORDER_GUARD),
  /** Passed on the opening of another vehicle; people record it as passed by hand. */
  TAILGATE("HOLD_BARRIER", Role.BORDER_GUARD),
  /** Opened by this side or the other; nothing moves until both signed results are equal. */
  JOINT_INSPECTION("JOINT_OPEN", Role.CUSTOMS),
  SYSTEM("HOLD_SYSTEM", Role.SUPERVISOR);

  private final String state;
  private final Role clearedBy;

  HoldReason(String state, Role clearedBy) {
    this.state = state;
    this.clearedBy = clearedBy;
  }

  /** Such as {@code HOLD_WEIGHT}. */
  public String state() {
    return state;
  }

  public Role clearedBy() {
    return clearedBy;
  }

  /**
   * Whether a hold for this ends one that was there before: whoever clears it has looked at the
   * other, too. Another role's is not ended so, nor one that something else ends than a release,
   * unless this says what it asked.
   */
  boolean replaces(HoldReason before) {
    return switch (before) {
      case BARRIER_UNKNOWN -> this == before || this == BARRIER_STUCK;
      case TAILGATE -> this == before;
      default -> this == before || (this != BARRIER_UNKNOWN && clearedBy == before.clearedBy);
    };
  }

  public static Optional<HoldReason> of(String name) {
    return Arrays.stream(values()).filter(reason -> reason.name().equals(name)).findFirst();
  }
}
