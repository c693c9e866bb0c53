package org.amitygate.device;

import java.time.Instant;
import java.util.Map;

/**
 * Something a device observed. Records of this package implement it; more may come, so a switch
 * over readings outside the gate has a default.
 */
public interface Reading {

  /** When the device observed it, by gate time unless the device's clock is known to be good. */
  Instant at();

  /** Vendor extras worth keeping, as text; never the ground of a decision. */
  Map<String, String> attributes();
}
