package org.amitygate.partner.handover;

import java.util.Optional;
import org.amitygate.core.crossing.Role;

/** What a guard may ask of its own side. Asked only by rows that need it. */
public interface Answers {

  /** Which side this is. */
  Role role();

  /** Exit side: why the partner takes no further OFFER now, whatever the vehicle. */
  Optional<String> noOffer();

  /** Exit side: why a COMMIT must not be sent yet. */
  Optional<String> notReady();

  /** Entry side: why a COMMIT must be denied, as a code. */
  Optional<String> cannotTake();

  /** The crossing is held for a person. */
  boolean held();

  /** The crossing ended at this side: refused, done or passed by hand. */
  boolean ended();

  /** Entry side: this OFFER began the crossing, its flow starts by itself. */
  boolean justBegun();
}
