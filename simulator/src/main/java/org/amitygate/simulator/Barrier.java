package org.amitygate.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * A barrier and its controller as docs/site.md describes them: a boom that takes its time, tokens,
 * latched counters, lamps. Outlives the gate.
 */
final class Barrier {

  /** What an opening token is answered with. */
  enum Answer {
    TAKEN,
    NOT_GREATER,
    POSITION_UNKNOWN
  }

  /** Who stands at it. */
  interface Watcher {
    /** An opening token was accepted, for the first time. */
    void accepted(long token);

    /** The boom left its closed end because of this token. */
    void leftClosed(long token);

    void up();

    void closed();

    /** The red lamp went on. */
    void red();

    boolean vehicleUnder();
  }

  private static final long TRAVEL = 1_100_000;
  private static final long AFTER_PASSAGE = 500_000;
  private static final long WHEN_NOBODY_MOVES = 6_000_000;

  private final Agenda agenda;
  private final Zone zone;
  private final Watcher watcher;
  private final List<Long> opened = new ArrayList<>();
  private long accepted;
  private long cancelled;
  private long leftClosed;
  private long passages;
  private int boots = 1;
  private boolean known = true;
  private boolean moving;
  private boolean up;
  private boolean red;
  private boolean green;
  private int motion;

  /** µs that a command lies in the controller before the boom moves. */
  long lag = 20_000;

  /** The drive does not move. */
  boolean stuck;

  Barrier(Agenda agenda, Zone zone, Watcher watcher) {
    this.agenda = agenda;
    this.zone = zone;
    this.watcher = watcher;
  }

  Answer open(long token) {
    if (token <= cancelled) {
      return Answer.NOT_GREATER;
    }
    if (token == accepted) {
      return Answer.TAKEN;
    }
    if (token < accepted) {
      return Answer.NOT_GREATER;
    }
    if (!known) {
      return Answer.POSITION_UNKNOWN;
    }
    accepted = token;
    watcher.accepted(token);
    agenda.after(lag, () -> raise(token));
    return Answer.TAKEN;
  }

  void cancel(long token) {
    cancelled = Math.max(cancelled, token);
  }

  private void raise(long token) {
    if (token <= cancelled || stuck || !known) {
      return;
    }
    agenda.stir();
    if (!moving && !up) {
      leftClosed++;
      opened.add(token);
      watcher.leftClosed(token);
    }
    moving = true;
    after(
        TRAVEL,
        () -> {
          moving = false;
          up = true;
          watcher.up();
          lowerWhenNobodyMoves();
        });
  }

  private void after(long micros, Runnable task) {
    int mine = ++motion;
    agenda.after(
        micros,
        () -> {
          if (mine == motion) {
            task.run();
          }
        });
  }

  private void lowerWhenNobodyMoves() {
    after(WHEN_NOBODY_MOVES, this::lower);
  }

  private void lower() {
    if (watcher.vehicleUnder()) {
      lowerWhenNobodyMoves();
      return;
    }
    agenda.stir();
    moving = true;
    up = false;
    after(
        TRAVEL,
        () -> {
          moving = false;
          watcher.closed();
        });
  }

  /** The passage loop rose and fell. */
  void passed() {
    passages++;
    if (up) {
      after(AFTER_PASSAGE, this::lower);
    }
  }

  /** The power goes and comes back: nobody knows where the boom is. */
  void powerCycle() {
    boots++;
    motion++;
    known = false;
    moving = false;
    red = false;
    green = false;
  }

  /** A person brings the boom to its closed end. */
  void closeByHand() {
    if (watcher.vehicleUnder()) {
      return;
    }
    motion++;
    known = true;
    moving = false;
    up = false;
    watcher.closed();
  }

  void lamp(int coil, boolean on) {
    boolean before = red;
    red = coil == 0 ? on : red;
    green = coil == 1 ? on : green;
    if (red && !before) {
      watcher.red();
    }
  }

  boolean lamp(int coil) {
    return coil == 0 ? red : green;
  }

  boolean isUp() {
    return known && up;
  }

  boolean isClosed() {
    return known && !up && !moving;
  }

  boolean isKnown() {
    return known;
  }

  boolean isRed() {
    return red;
  }

  long leftClosedCount() {
    return leftClosed;
  }

  /** The token that raised it last; 0 none. */
  long lastOpened() {
    return opened.isEmpty() ? 0 : opened.get(opened.size() - 1);
  }

  /** The input registers. */
  int[] registers() {
    int position = !known ? 0 : moving ? 2 : up ? 3 : 1;
    return new int[] {
      (int) (accepted >>> 16) & 0xffff,
      (int) accepted & 0xffff,
      (int) (cancelled >>> 16) & 0xffff,
      (int) cancelled & 0xffff,
      (int) (leftClosed >>> 16) & 0xffff,
      (int) leftClosed & 0xffff,
      (int) (passages >>> 16) & 0xffff,
      (int) passages & 0xffff,
      position,
      zone.loops(),
      boots
    };
  }
}
