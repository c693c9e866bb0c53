package org.amitygate.demo.run;

import java.util.Map;

/** What is done to the gates while trucks pass. Has a thread of its own. */
public interface Trouble {

  void start();

  /** No more of it; what is being started again is waited for. */
  void stop() throws InterruptedException;

  /** Why it could not go on; empty if it could. */
  String failure();

  /** How often a gate was killed. */
  int kills();

  /** Where: such as {@code huu-nghi OPENING} → 1. */
  default Map<String, Integer> atStage() {
    return Map.of();
  }

  /** How often both gates got new keys and certificates, and worked with them alone. */
  default int renewals() {
    return 0;
  }
}
