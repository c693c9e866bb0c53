package org.amitygate.partner.handover;

import java.util.Arrays;
import java.util.Optional;

/**
 * Types of messages, named as in the partner protocol. A type that is not here is recorded and
 * changes nothing.
 */
public enum MessageType implements Trigger {
  ADVISE,
  ADVISE_ACK,
  ADVISE_HOLD,
  QUOTA,
  OFFER,
  ACCEPT,
  REFUSE,
  COMMIT,
  COMMIT_OK,
  COMMIT_DENIED,
  ABORT,
  WITHDRAW,
  DEPARTED,
  NOT_DEPARTED,
  ANNUL_OK,
  RECEIVED,
  MISMATCH,
  CLEARED,
  HELD,
  SAMPLE_PENDING,
  RETURN_REQ,
  RETURN_ACCEPT,
  JOINT_OPEN,
  JOINT_RESULT,
  SEAL_CHANGED,
  STATUS_REQ,
  STATUS,
  GATE_STATE,
  LANE_DIRECTION,
  INCIDENT,
  INCIDENT_ACK;

  public static Optional<MessageType> of(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
