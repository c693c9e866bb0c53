package org.amitygate.core.device;

import java.util.EnumSet;
import java.util.Set;

/**
 * Stops and resumes reading from a link; it is read only while nobody has a reason against it.
 * Thread-safe.
 */
final class Throttle {

  /** Why a link is not read. */
  enum Reason {
    /** Too much is waiting for the session. */
    INBOX_FULL,
    /** Too many readings are waiting for the disk. */
    JOURNAL_BEHIND,
    /** The driver is being exchanged. */
    EXCHANGE
  }

  private final LinkFactory.OpenLink link;
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

  Throttle(LinkFactory.OpenLink link) {
    this.link = link;
  }

  synchronized void set(Reason reason, boolean stop) {
    boolean before = reasons.isEmpty();
    if (stop) {
      reasons.add(reason);
    } else {
      reasons.remove(reason);
    }
    if (reasons.isEmpty() != before) {
      link.readable(!before);
    }
  }
}
