package org.amitygate.core.time;

import java.util.UUID;

/**
 * Makes identifiers: UUID version 7 (RFC 9562) from gate time and injected randomness. Thread-safe.
 */
public interface Ids {
  UUID next();
}
