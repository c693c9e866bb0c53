package org.amitygate.search;

/**
 * Rules at the barrier that the interlock keeps and the tables take as given (partner protocol,
 * "Rules at the barrier"). The search can do without any one of them, to see that it is needed.
 */
enum Rule {
  /** Rule 1: before NOT_OPENED the controller confirms that it refuses the command from then on. */
  CANCELLED_FIRST,
  /** Rule 2: the latched left-closed counter, not a level reading, proves that it did not open. */
  LEFT_CLOSED_LATCHED,
  /** Rule 3: NOT_DEPARTED needs the latched passage counter unchanged since the intent. */
  PASSAGES_LATCHED,
  /** Rule 3: DEPARTED needs the passage loop to fall while the exit loop is clear. */
  EXIT_LOOP_CLEAR,
  /** The command of an epoch leaves once: it is not sent again after it was carried out. */
  SENT_ONCE
}
