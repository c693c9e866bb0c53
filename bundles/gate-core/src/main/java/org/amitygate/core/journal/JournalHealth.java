package org.amitygate.core.journal;

import java.util.List;

/**
 * What the operator has to know of the journal, as an OSGi service: there from the start, also
 * while the journal itself cannot be opened. Thread-safe.
 */
public interface JournalHealth {

  /** Which database, where; empty before it is open. */
  String place();

  /** Not writable, with the cause, also before it is open. */
  Journal.Status status();

  /** The version of the journal's tables, once it is open. */
  int tables();

  /** Sentences about what else is not as it should be; empty if all is well. */
  List<String> troubles();
}
