package org.amitygate.world.physics;

import org.amitygate.world.Events;
import org.jspecify.annotations.Nullable;

/**
 * The barrier controller of one lane of one gate: tokens, latched counters, loops, lamps. Its
 * registers are served by a device outside. Under the lock of its site.
 */
public final class Controller implements Boom.Watcher {
  private static final double TRAVEL_SECONDS = 1.1;

  /** What the controller answers to an opening token. */
  public enum Answer {
    ACCEPTED,
    SAME,
    /** Not greater than the accepted or the cancelled token. */
    REFUSED,
    /** The position is unknown. */
    FAULT,
    /** Accepted, but the answer gets lost and the connection with it. */
    LOST
  }

  /** What is going to go wrong at the next accepted token. */
  public enum Defect {
    NONE,
    ANSWER_LOST,
    STUCK
  }

  /** All registers at one instant. */
  public record Registers(
      long accepted,
      long cancelled,
      long leftClosed,
      long passages,
      int position,
      int loops,
      int boots,
      boolean red,
      boolean green) {}

  private final Zone zone;
  private final Events events;
  private final Boom boom;
  private long accepted;
  private long cancelled;
  private long opening;
  private long leftClosed;
  private long passages;
  private int boots = 1;
  private boolean red;
  private int redOrders;
  private boolean green;
  private boolean passageBefore;
  private Defect defect = Defect.NONE;

  Controller(Zone zone, Events events) {
    this.zone = zone;
    this.events = events;
    this.boom = new Boom(TRAVEL_SECONDS, this);
  }

  /** The moving part. */
  public Boom boom() {
    return boom;
  }

  /** Prepares a defect. */
  public void defect(Defect next) {
    defect = next;
    if (next == Defect.NONE) {
      boom.stick(false);
    }
  }

  /** An opening token arrives. */
  public Answer open(long token) {
    if (token <= cancelled && token != 0) {
      return refuse(token);
    }
    if (token == accepted) {
      return Answer.SAME;
    }
    if (token < accepted) {
      return refuse(token);
    }
    if (!boom.isKnown()) {
      event("tokenRefused", "token", token, "why", "position unknown");
      return Answer.FAULT;
    }
    accepted = token;
    event("tokenAccepted", "token", token, "truck", truck());
    Defect now = defect;
    defect = Defect.NONE;
    if (now == Defect.STUCK) {
      boom.stick(true);
      return Answer.ACCEPTED;
    }
    opening = token;
    boom.raise();
    return now == Defect.ANSWER_LOST ? Answer.LOST : Answer.ACCEPTED;
  }

  private Answer refuse(long token) {
    event("tokenRefused", "token", token, "why", "not greater");
    return Answer.REFUSED;
  }

  /** A token, and all below, is cancelled. */
  public void cancel(long token) {
    cancelled = Math.max(cancelled, token);
    event("tokenCancelled", "token", token, "cancelled", cancelled);
  }

  /** Switches a lamp. */
  public void lamp(int coil, boolean on) {
    boolean before = coil == 0 ? red : green;
    if (coil == 0) {
      redOrders += on ? 1 : 0;
      red = on;
    } else {
      green = on;
    }
    if (before != on) {
      event("lamp", "lamp", coil == 0 ? "red" : "green", "on", on);
    }
  }

  /** Nobody is connected any more: the lamps go dark, all else stays as it is. */
  public void connectionLost() {
    lamp(0, false);
    lamp(1, false);
  }

  /** How often the red lamp was ordered on, lit already or not. */
  int redOrders() {
    return redOrders;
  }

  /** True while the red lamp is lit. */
  public boolean red() {
    return red;
  }

  /** Everything there is to read. */
  public Registers registers() {
    return new Registers(
        accepted,
        cancelled,
        leftClosed,
        passages,
        boom.position(),
        zone.loops(),
        boots,
        red,
        green);
  }

  /** A person raises the boom and lets it down. */
  public void openByHand(long now) {
    event("handMoved", "to", "open and closed");
    boom.raiseByHand(now, 2_500);
  }

  /** A person brings the boom to its closed end. */
  public void closeByHand() {
    event("handMoved", "to", "closed");
    boom.closeByHand();
  }

  /** The power goes: the boom stops where it is, the lamps go out. */
  public void powerOff() {
    event("powerCut");
    boom.power(false);
    red = false;
    green = false;
  }

  /** The power is back. */
  public void powerOn() {
    boots++;
    boom.power(true);
    event("powerCycled", "boots", boots);
  }

  /** What raised the boom: the cause, and the token if it was a command. */
  Object[] opening() {
    boolean command = boom.cause() == Boom.Cause.COMMAND;
    return new Object[] {"cause", command ? "command" : "hand", "token", command ? opening : null};
  }

  void tick(long now, double seconds) {
    boolean passage = zone.passageOccupied();
    if (passageBefore && !passage) {
      passages++;
      boom.passageFell(now);
      event("passageCounted", "passages", passages);
    }
    passageBefore = passage;
    boom.tick(now, seconds, zone.underBoom());
  }

  @Override
  public void leftClosed() {
    leftClosed++;
    Object[] why = opening();
    event("boomLeftClosed", why[0], why[1], why[2], why[3], "count", leftClosed, "truck", truck());
    zone.boomLeftClosed();
  }

  @Override
  public void up() {
    event("boomUp");
  }

  @Override
  public void closed() {
    event("boomClosed");
  }

  private @Nullable String truck() {
    Vehicle standing = zone.standing();
    return standing == null ? null : standing.id();
  }

  private void event(String name, Object... fields) {
    Object[] all = new Object[fields.length + 4];
    all[0] = "gate";
    all[1] = zone.gate();
    all[2] = "lane";
    all[3] = zone.lane();
    System.arraycopy(fields, 0, all, 4, fields.length);
    events.write(name, all);
  }
}
