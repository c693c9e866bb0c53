package org.amitygate.core.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost.Schedule;
import org.amitygate.device.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one device that have no outcome yet. Each gets exactly one: an unsafe command is
 * handed over at most once, a safe one is repeated on the next session until its time is up. On the
 * device's strand only.
 */
final class Commands {

  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final int BOUND = 256;

  /** Who carries commands out: a session. */
  @FunctionalInterface
  interface Carrier {
    /**
     * Hands a command over.
     *
     * @return false: it was not handed over, because the session is over
     * @throws UnsupportedOperationException there is no such command
     */
    boolean execute(Command command);
  }

  private static final class Pending {
    final Command command;
    final boolean safe;
    final BooleanSupplier permit;
    final CompletableFuture<Outcome> result;
    boolean inFlight;
    boolean handed;
    @Nullable Schedule deadline;

    Pending(
        Command command, boolean safe, BooleanSupplier permit, CompletableFuture<Outcome> result) {
      this.command = command;
      this.safe = safe;
      this.permit = permit;
      this.result = result;
    }
  }

  private final String device;
  private final Strand strand;
  private final Surroundings around;
  private final Runnable calmer;
  private final Runnable unanswered;
  private final Map<UUID, Pending> pending = new LinkedHashMap<>();
  private @Nullable Carrier carrier;
  private Set<String> safeNow = Set.of();
  private boolean held;
  private String absent = "not started";

  /**
   * @param calmer hears that a command has got its outcome
   * @param unanswered hears of each that a session was given and that got none in its time
   */
  Commands(
      String device, Strand strand, Surroundings around, Runnable calmer, Runnable unanswered) {
    this.device = device;
    this.strand = strand;
    this.around = around;
    this.calmer = calmer;
    this.unanswered = unanswered;
  }

  /** Takes a command. @param safe it may be repeated */
  void accept(Order order, boolean safe) {
    Command command = order.command();
    CompletableFuture<Outcome> result = order.result();
    Duration left = Duration.between(around.clock().now(), order.until());
    if (left.isNegative() || left.isZero()) {
      result.complete(new Outcome.NotSent("its time was up before " + device + " could be asked"));
      return;
    }
    Pending same = pending.get(command.id());
    if (same != null) {
      same.result.thenAccept(result::complete);
      return;
    }
    if (carrier == null && !safe && !held) {
      result.complete(new Outcome.NotSent(absent));
      return;
    }
    if (pending.size() >= BOUND) {
      result.complete(new Outcome.NotSent("more than " + BOUND + " commands wait for " + device));
      return;
    }
    Pending added = new Pending(command, safe, order.permit(), result);
    pending.put(command.id(), added);
    added.deadline =
        around.scheduler().after(left, () -> strand.execute(() -> expire(added, order.until())));
    hand(added);
  }

  /** The session's answer. */
  void done(Command command, Outcome outcome) {
    Pending answered = pending.get(command.id());
    if (answered == null || !answered.inFlight) {
      LOG.warn(
          "{}: the driver answered command {} ({}) again or too late",
          device,
          command.id(),
          command.name());
      return;
    }
    complete(answered, outcome);
  }

  /**
   * Refuses a command of somebody who may only ask, if there is a driver that does not call it
   * safe.
   */
  void refuse(Order order, boolean driven) {
    String name = "'" + order.command().name() + "'";
    order
        .result()
        .complete(
            driven
                ? new Outcome.Refused(name + " is not safe, says the driver of " + device)
                : new Outcome.NotSent(absent));
  }

  /**
   * A session is there: it gets what waits.
   *
   * @param safe names of the commands that its driver calls safe
   */
  void sessionOpened(Carrier session, Set<String> safe) {
    carrier = session;
    safeNow = safe;
    handAll();
  }

  /**
   * A session has gone. What it was doing and is not safe is unknown; what is safe waits for the
   * next one.
   *
   * @param cause a sentence
   */
  void sessionEnded(String cause) {
    carrier = null;
    absent = cause;
    for (Pending one : List.copyOf(pending.values())) {
      if (one.inFlight && !one.safe) {
        complete(one, new Outcome.Unknown(cause));
      } else if (!one.safe && !held) {
        complete(one, new Outcome.NotSent(cause));
      } else {
        one.inFlight = false;
      }
    }
  }

  /**
   * Another driver took over the live connection and is given the safe commands in flight again.
   *
   * @param safe names of the commands that the successor calls safe
   * @return how many were given again
   */
  int carryOver(Carrier successor, Set<String> safe) {
    carrier = successor;
    safeNow = safe;
    int repeated = 0;
    for (Pending one : List.copyOf(pending.values())) {
      if (!one.inFlight) {
        continue;
      }
      if (one.safe && safe.contains(one.command.name())) {
        one.inFlight = false;
        repeated++;
      } else {
        complete(one, new Outcome.Unknown("the driver was exchanged before it answered"));
      }
    }
    return repeated;
  }

  /** New commands wait, safe or not. */
  void hold() {
    held = true;
  }

  void release() {
    held = false;
    if (carrier == null) {
      List<Pending> waiting = new ArrayList<>(pending.values());
      waiting.removeIf(one -> one.safe);
      waiting.forEach(one -> complete(one, new Outcome.NotSent(absent)));
    }
    handAll();
  }

  /** Why there is no session, for commands that cannot wait. */
  void absent(String cause) {
    absent = cause;
  }

  boolean unsafeInFlight() {
    return pending.values().stream().anyMatch(one -> one.inFlight && !one.safe);
  }

  /** Nothing will ever be handed over again. */
  void close(String cause) {
    carrier = null;
    absent = cause;
    held = false;
    List.copyOf(pending.values()).forEach(one -> giveUp(one, cause));
  }

  private void handAll() {
    List.copyOf(pending.values()).forEach(this::hand);
  }

  private void hand(Pending one) {
    Carrier session = carrier;
    if (session == null || held || one.inFlight || one.result.isDone()) {
      return;
    }
    if (one.safe && !safeNow.contains(one.command.name())) {
      giveUp(one, "the driver of " + device + " does not call it safe any more");
      return;
    }
    if (!one.permit.getAsBoolean()) {
      giveUp(one, "what it was for has changed before " + device + " was told");
      return;
    }
    boolean handedBefore = one.handed;
    one.inFlight = true;
    one.handed = true;
    try {
      if (!session.execute(one.command)) {
        one.inFlight = false;
        one.handed = handedBefore;
        giveUpUnlessSafe(one);
      }
    } catch (UnsupportedOperationException e) {
      if (pending.containsKey(one.command.id())) {
        String why = e.getMessage() == null ? "" : ": " + Sentences.line(e.getMessage());
        complete(
            one,
            new Outcome.NotSent(device + " has no command '" + one.command.name() + "'" + why));
      }
    }
  }

  private void giveUpUnlessSafe(Pending one) {
    if (!one.safe) {
      complete(one, new Outcome.NotSent("the session with " + device + " has just ended"));
    }
  }

  private void expire(Pending one, Instant until) {
    if (pending.get(one.command.id()) == one) {
      if (one.inFlight) {
        unanswered.run();
      }
      giveUp(one, one.inFlight ? "no answer from " + device + " by " + until : absent);
    }
  }

  private void giveUp(Pending one, String cause) {
    complete(one, one.handed ? new Outcome.Unknown(cause) : new Outcome.NotSent(cause));
  }

  private void complete(Pending one, Outcome outcome) {
    pending.remove(one.command.id());
    one.inFlight = false;
    Schedule deadline = one.deadline;
    if (deadline != null) {
      deadline.cancel();
    }
    one.result.complete(outcome);
    calmer.run();
  }
}
