package org.amitygate.core.model;

import java.time.Duration;
import org.amitygate.core.bench.Controller;
import org.amitygate.core.crossing.HoldReason;

/**
 * One thing that may happen to a gate. Numbers choose among what there is at that moment; where
 * there is nothing to choose from, nothing happens.
 */
public sealed interface Move {

  // In a lane

  /** A vehicle drives up to the stop line and is read on its way. */
  record Arrive(int lane) implements Move {}

  record Loop(int lane, String loop, boolean occupied) implements Move {}

  record Plate(int lane, boolean atExit, String plate) implements Move {}

  /** COMMIT_OK of the present epoch comes for who stands there. */
  record Promise(int lane) implements Move {}

  /** The boom does what its controller was told. */
  record Boom(int lane, boolean open) implements Move {}

  record Mishap(int lane, Controller.Mishap mishap) implements Move {}

  record Line(int lane, boolean up) implements Move {}

  // From outside and from people

  record Signal(int crossing, String name) implements Move {}

  record Hold(int crossing, HoldReason reason) implements Move {}

  record Release(int crossing) implements Move {}

  record Refuse(int crossing) implements Move {}

  record Stop(boolean begins) implements Move {}

  /** Wants what the gate refuses, in a work that has written before. */
  record Refused() implements Move {}

  // Of the flow

  /** A run asks its next question. */
  record Ask(int run) implements Move {}

  record End(int run, Ending ending) implements Move {}

  /** The next run fails before it has begun. */
  record Throw() implements Move {}

  /** The flow's version is here, or is not. */
  record Flow(boolean here) implements Move {}

  // What is answered, or is not

  /** How a question is answered. */
  enum Weighing {
    STABLE,
    UNSTABLE,
    WITHOUT_READING,
    REFUSED,
    UNKNOWN
  }

  /** Answers a device's question; those that nobody answers end by themselves. */
  record Answer(int question, Weighing how, boolean twice) implements Move {}

  /** How a delivery ends. */
  enum Delivery {
    TAKEN,
    /** Taken, and nobody hears of it. */
    ANSWER_LOST,
    FAILS,
    /** Taken, and what it was answered with cannot be written. */
    ANSWER_REFUSED
  }

  record Deliver(int delivery, Delivery how) implements Move {}

  // Of the machine

  /** Threads come so far. */
  record Work(int tasks) implements Move {}

  record Pass(Duration time) implements Move {}

  record StandStill(Duration time) implements Move {}

  record WallClock(Duration off) implements Move {}

  record Disk(boolean writable) implements Move {}

  /** Dies at a commit that is so far away. */
  record CrashAt(int commits, boolean after) implements Move {}

  record Crash() implements Move {}
}
