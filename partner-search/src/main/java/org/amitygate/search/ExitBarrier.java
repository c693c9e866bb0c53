package org.amitygate.search;

import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.handover.Fact;
import org.amitygate.partner.handover.Situation;

/**
 * The barrier of the exit side, its loops and vehicles, and what its interlock and its people may
 * truthfully say of them, by the rules of the protocol.
 */
final class ExitBarrier {

  private final Sides sides;
  private final Setup setup;

  ExitBarrier(Sides sides, Setup setup) {
    this.sides = sides;
    this.setup = setup;
  }

  void moves(World world, Sides.Out out) {
    for (int epoch = 1; epoch <= setup.epochs(); epoch++) {
      controller(world, epoch, out);
    }
    vehicles(world, out);
    Situation s = sides.s(world);
    if (s.epoch() > setup.epochs()) {
      return;
    }
    if (s.state() == HandoverState.COMMITTED) {
      sides.interlock(world, "the interlock answers late", 0, out);
    }
    switch (world.opening) {
      case UNDER_WAY -> interlock(world, world.command(s.epoch()), out);
      case DOUBTED -> {
        person(world, world.command(s.epoch()), out);
        byHand(world, world.command(s.epoch()), out);
      }
      case NONE -> {}
    }
  }

  private void controller(World world, int epoch, Sides.Out out) {
    switch (world.command(epoch)) {
      case INTENDED -> {
        if (world.unsent) {
          World sent = command(world, epoch, Command.QUEUED);
          sent.unsent = false;
          out.next("S", "the command leaves", epoch, sent);
        }
        if (!setup.calm()) {
          out.next("barrier", "refuses the command", epoch, dropped(world, epoch));
        }
      }
      case QUEUED -> {
        try {
          sides.promises.opening(world, epoch, sides.r(world));
        } catch (Broken broken) {
          throw broken.during(Sides.name("barrier", "opens", epoch));
        }
        out.next("barrier", "opens", epoch, command(world, epoch, Command.OPEN));
        if (!setup.calm()) {
          out.next("barrier", "cancels", epoch, command(world, epoch, Command.CANCELLED));
        }
      }
      case OPEN -> {
        if (world.truck != Truck.LOOP && !setup.calm()) {
          out.next("barrier", "closes", epoch, command(world, epoch, Command.CLOSED));
        }
        if (world.truck == Truck.LINE) {
          out.next("truck", "drives on the passage loop", 0, onTheLoop(world));
        }
      }
      case CLOSED -> {
        if (!setup.inForce().contains(Rule.SENT_ONCE)) {
          out.next("S", "sent again", epoch, command(world, epoch, Command.QUEUED));
        }
      }
      default -> {}
    }
  }

  private static World dropped(World world, int epoch) {
    World dropped = command(world, epoch, Command.CANCELLED);
    dropped.unsent = false;
    return dropped;
  }

  private static World onTheLoop(World world) {
    World next = world.copy();
    next.truck = Truck.LOOP;
    next.counted = true;
    next.riseSeen = world.opening == World.Opening.UNDER_WAY;
    return next;
  }

  private void vehicles(World world, Sides.Out out) {
    if (world.truck == Truck.LOOP) {
      World passed = world.copy();
      passed.truck = Truck.STRIP;
      passed.leftSeen = world.riseSeen && !world.second;
      out.next("truck", "leaves the passage loop for the strip", 0, passed);
      if (!world.second && !setup.calm()) {
        World reversed = world.copy();
        reversed.truck = Truck.LINE;
        reversed.leftSeen = world.riseSeen && !setup.inForce().contains(Rule.EXIT_LOOP_CLEAR);
        out.next("truck", "reverses to the stop line", 0, reversed);
      }
    }
    if (world.truck == Truck.STRIP && !world.byHand) {
      World arrived = world.copy();
      arrived.truck = Truck.ARRIVED;
      out.next("truck", "arrives at R", 0, arrived);
    }
    if (!world.second && world.truck != Truck.LINE && !setup.calm()) {
      World next = world.copy();
      next.second = true;
      out.next("second truck", "moves up to the stop line", 0, next);
    }
  }

  /** What can be proved without a person. */
  private void interlock(World world, Command command, Sides.Out out) {
    World doubted = world.copy();
    doubted.opening = World.Opening.DOUBTED;
    if (!setup.calm()) {
      told(doubted, Fact.UNPROVEN, out);
    }
    if (command.opened()) {
      told(world, Fact.OPENED, out);
    }
    World ended = world.copy();
    ended.opening = World.Opening.NONE;
    if (world.leftSeen) {
      told(ended, Fact.DEPARTED, out);
    }
    boolean closed = command == Command.CLOSED && world.exitOccupied();
    if (closed && (!world.counted || !setup.inForce().contains(Rule.PASSAGES_LATCHED))) {
      told(ended, Fact.NOT_DEPARTED, out);
    }
    if (notOpened(world, command)) {
      told(ended, Fact.NOT_OPENED, out);
    }
  }

  private boolean notOpened(World world, Command command) {
    boolean level = world.exitOccupied() && command == Command.CLOSED;
    boolean alive = command == Command.QUEUED || command == Command.INTENDED && world.unsent;
    return command == Command.CANCELLED
        || level && !setup.inForce().contains(Rule.LEFT_CLOSED_LATCHED)
        || alive && !setup.inForce().contains(Rule.CANCELLED_FIRST);
  }

  /** What a person decides who goes and looks, the controller isolated. */
  private void person(World world, Command command, Sides.Out out) {
    World ended = world.copy();
    ended.opening = World.Opening.NONE;
    boolean passed = world.truck.passed();
    if ((command.opened() || world.byHand) && passed) {
      told(ended, Fact.PERSON_DEPARTED, out);
    } else if (command == Command.CLOSED && world.truck == Truck.LINE) {
      told(ended, Fact.PERSON_NOT_DEPARTED, out);
    } else if (command == Command.CANCELLED && !passed) {
      told(ended, Fact.PERSON_NOT_OPENED, out);
    }
  }

  /** The controller is isolated and the vehicle waved through. */
  private void byHand(World world, Command command, Sides.Out out) {
    if (sides.s(world).state() == HandoverState.HOLD_BARRIER
        && command == Command.CANCELLED
        && world.truck == Truck.LINE
        && !world.second) {
      World passed = world.copy();
      passed.truck = Truck.STRIP;
      passed.byHand = true;
      out.next("S", "people pass the vehicle by hand", 0, passed);
    }
  }

  /** Told to the table once, whatever it makes of it. */
  private void told(World world, Fact fact, Sides.Out out) {
    boolean[] heard = new boolean[1];
    sides.atExit(
        world,
        fact,
        0,
        (who, what, epoch, after) -> {
          heard[0] = true;
          out.next(who, what, epoch, after);
        });
    if (!heard[0]) {
      out.next("S", fact, 0, world);
    }
  }

  private static World command(World world, int epoch, Command command) {
    World next = world.copy();
    next.command(epoch, command);
    return next;
  }
}
