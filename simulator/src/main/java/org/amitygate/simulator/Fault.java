package org.amitygate.simulator;

/** What goes wrong in a run, as it is counted. */
enum Fault {
  PARTITION,
  LOSS,
  CRASH,
  CRASH_IN_COMMIT,
  CLOCK_SKEW,
  SLOW_DEVICE,
  STUCK_DEVICE,
  UNPLUGGED,
  BARRIER_STUCK,
  BARRIER_POWER,
  DISK,
  DRIVER_SWAP,
  FLOW_SWAP,
  GATE_STOP
}
