package org.amitygate.search;

import static org.amitygate.core.handover.HandoverState.CLEARED;
import static org.amitygate.core.handover.HandoverState.IN_STRIP;
import static org.amitygate.core.handover.HandoverState.LOCAL;
import static org.amitygate.core.handover.HandoverState.NOT_DEPARTED;
import static org.amitygate.core.handover.HandoverState.OPENING;
import static org.amitygate.core.handover.HandoverState.RECEIVED;
import static org.amitygate.core.handover.HandoverState.REFUSED;

import java.util.List;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.handover.Deadline;
import org.amitygate.partner.handover.Fact;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Situation;
import org.amitygate.partner.handover.Table;
import org.amitygate.partner.handover.Trigger;
import org.amitygate.partner.handover.Wish;

/** Everything that can happen next. */
final class Model {

  private static final List<Trigger> EXIT_WISHES =
      List.of(Wish.OFFER, Wish.WITHDRAW, Wish.COMMIT, Fact.LANE_CHANGED, Fact.STOPPED);

  private static final List<Trigger> CALM_EXIT_WISHES =
      List.of(Wish.OFFER, Wish.WITHDRAW, Wish.COMMIT);

  private static final List<Trigger> CALM_ENTRY_WISHES = List.of(Wish.ACCEPT, Wish.CLEAR);

  private static final List<Trigger> ENTRY_WISHES =
      List.of(Wish.ACCEPT, Wish.REFUSE, Wish.CLEAR, Fact.LANE_CHANGED);

  private final Setup setup;
  private final Sides sides;
  private final ExitBarrier exitBarrier;
  private final EntryBarrier entryBarrier;
  private final Talks talks;

  Model(Table exit, Table entry, Setup setup) {
    this.setup = setup;
    this.sides = new Sides(exit, entry, setup);
    this.exitBarrier = new ExitBarrier(sides, setup);
    this.talks = new Talks(sides);
    this.entryBarrier = new EntryBarrier(sides, setup);
  }

  Sides sides() {
    return sides;
  }

  Setup setup() {
    return setup;
  }

  /**
   * The same world without what makes no difference any more: messages of epochs that the receiver
   * has closed, which may come as strays anyway, and barrier commands that can do nothing.
   */
  World plain(World world) {
    int s = sides.s(world).epoch();
    int r = sides.r(world).epoch();
    long toExit = sides.toExit.since(world.toExit, s);
    long toEntry = sides.toEntry.since(world.toEntry, r);
    int closed = Math.min(Math.min(s, r) - 1, setup.epochs());
    if (toExit == world.toExit && toEntry == world.toEntry && closed == 0) {
      return world;
    }
    World plain = world.copy();
    plain.toExit = toExit;
    plain.toEntry = toEntry;
    for (int epoch = 1; epoch <= closed; epoch++) {
      if (!world.alive(epoch)) {
        plain.command(epoch, Command.NONE);
      }
    }
    return plain;
  }

  /** Messages that are under way. */
  void deliveries(World world, Sides.Out out) {
    sides.toEntry.arrivals(
        world.toEntry,
        (type, epoch, left) -> {
          World rest = world.copy();
          rest.toEntry = left;
          boolean expires =
              !setup.calm() && (type == MessageType.OFFER || type == MessageType.COMMIT);
          arrived(rest, world, type, epoch, expires, out, true);
        });
    sides.toExit.arrivals(
        world.toExit,
        (type, epoch, left) -> {
          World rest = world.copy();
          rest.toExit = left;
          arrived(rest, world, type, epoch, false, out, false);
        });
  }

  private void arrived(
      World rest,
      World before,
      MessageType type,
      int epoch,
      boolean expires,
      Sides.Out out,
      boolean atEntry) {
    boolean consumed = !rest.same(before);
    boolean[] stepped = new boolean[1];
    Sides.Out noting =
        (who, what, of, after) -> {
          stepped[0] = true;
          out.next(who, what, of, after);
        };
    if (atEntry) {
      boolean known = sides.begun(rest) || type == MessageType.OFFER || type == MessageType.ADVISE;
      if (known) {
        sides.atEntry(rest, type, epoch, noting);
      }
    } else {
      sides.atExit(rest, type, epoch, noting);
    }
    if (consumed && (!stepped[0] || expires)) {
      out.next(atEntry ? "R" : "S", stepped[0] ? "too late: " + type : type, epoch, rest);
    }
  }

  /** Both sides have heard everything: they agree, and a STATUS says so. */
  void settled(World world) {
    Situation s = sides.s(world);
    Situation r = sides.r(world);
    if (s.epoch() > setup.epochs()) {
      return;
    }
    sides.promises.settled(s, r);
    Promises.need(
        !sides.exitDiffers(world, r.state(), r.epoch())
            && !sides.entryDiffers(world, s.state(), s.epoch()),
        "5: a STATUS shows a difference where there is none");
    if (s.state() == OPENING) {
      Promises.need(
          sides.exitDiffers(world, LOCAL, s.epoch() + 1)
              && sides.exitDiffers(world, CLEARED, s.epoch())
              && sides.entryDiffers(world, LOCAL, s.epoch() + 1)
              && sides.entryDiffers(world, CLEARED, s.epoch()),
          "5: a STATUS shows a difference and nobody is told");
    }
  }

  /** Everything else. */
  void others(World world, Sides.Out out) {
    if (!setup.calm()) {
      strays(world, out);
    }
    exitSide(world, out);
    entrySide(world, out);
    switch (setup.talk()) {
      case JOINT -> talks.inspections(world, out);
      case ADVICE -> talks.advice(world, out);
      case AFTERWARDS -> talks.afterwards(world, out);
      case NONE -> {}
    }
    exitBarrier.moves(world, out);
    entryBarrier.moves(world, out);
  }

  /**
   * What a partner in error may say: messages that it never had a reason for, of another epoch than
   * the receiver's, and in this one against what its side has proved before.
   */
  private void strays(World world, Sides.Out out) {
    Situation s = sides.s(world);
    Situation r = sides.r(world);
    for (MessageType type : Network.ANY_TIME) {
      sides.atExit(world, type, s.epoch(), out);
      sides.atEntry(world, type, r.epoch(), out);
    }
    if (setup.network() == Network.Kind.ANY_ORDER) {
      for (int epoch = 1; epoch <= setup.epochs(); epoch++) {
        for (MessageType type : sides.toExit.types()) {
          if (epoch != s.epoch()) {
            sides.atExit(world, type, epoch, out);
          }
        }
        for (MessageType type : sides.toEntry.types()) {
          if (epoch < r.epoch() || epoch > r.epoch() && type != MessageType.OFFER) {
            sides.atEntry(world, type, epoch, out);
          }
        }
      }
    }
    if (r.state() == IN_STRIP || r.state() == RECEIVED || r.state() == CLEARED) {
      sides.atEntry(world, MessageType.ABORT, r.epoch(), out);
      sides.atEntry(world, MessageType.NOT_DEPARTED, r.epoch(), out);
    }
  }

  private void exitSide(World world, Sides.Out out) {
    Situation s = sides.s(world);
    if (s.epoch() > setup.epochs()) {
      return;
    }
    for (Trigger wish : setup.calm() ? CALM_EXIT_WISHES : EXIT_WISHES) {
      sides.atExit(world, wish, 0, out);
    }
    Deadline deadline = s.deadline();
    if (deadline != null && (!setup.calm() || deadline == Deadline.RETRY)) {
      sides.atExit(world, deadline, 0, out);
    }
    if (s.state() == NOT_DEPARTED) {
      sides.atExit(world, Fact.DEPARTED, 0, out); // a loop that lies
    }
    if (!setup.calm() && (world.riseSeen || world.leftSeen || world.unsent)) {
      World restarted = world.copy();
      restarted.restart();
      out.next("S", "restarts", 0, restarted);
    }
  }

  private void entrySide(World world, Sides.Out out) {
    Situation r = sides.r(world);
    for (Trigger wish : setup.calm() ? CALM_ENTRY_WISHES : ENTRY_WISHES) {
      sides.atEntry(world, wish, 0, out);
    }
    Deadline deadline = r.deadline();
    if (deadline != null && (!setup.calm() || deadline == Deadline.RETRY)) {
      sides.atEntry(world, deadline, 0, out);
    }
    HandoverState state = r.state();
    if (!setup.calm()
        && !world.ended
        && (state == LOCAL || state == REFUSED)
        && sides.begun(world)) {
      World ended = world.copy();
      ended.ended = true;
      out.next("R", "ends the crossing", 0, ended);
    }
    if (world.held && !world.ownDoubted) {
      World released = world.copy();
      released.held = false;
      out.next("R", "a person releases the crossing", 0, released);
    }
  }
}
