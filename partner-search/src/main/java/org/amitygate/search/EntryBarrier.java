package org.amitygate.search;

import org.amitygate.partner.handover.Fact;
import org.amitygate.partner.handover.Trigger;

/** The barrier of the entry side, what arrives before it, and what is said of both. */
final class EntryBarrier {

  private final Sides sides;
  private final Setup setup;

  EntryBarrier(Sides sides, Setup setup) {
    this.sides = sides;
    this.setup = setup;
  }

  void moves(World world, Sides.Out out) {
    arrivals(world, out);
    controller(world, out);
    if (world.own == Command.NONE || world.own == Command.INTENDED) {
      return;
    }
    if (world.ownDoubted) {
      person(world, out);
    } else {
      interlock(world, out);
    }
  }

  private void arrivals(World world, Sides.Out out) {
    if (world.truck == Truck.ARRIVED && !world.held) {
      sides.atEntry(world, Fact.ARRIVAL_MATCHED, 0, out);
    }
    if (world.truck == Truck.STRIP || world.truck == Truck.ARRIVED) {
      World letIn = world.copy();
      letIn.truck = Truck.INSIDE;
      signed(world, letIn, out);
    }
    // the vehicle itself, misread, or one that has no business in the strip
    if (!setup.calm()) {
      sides.atEntry(world, Fact.ARRIVAL_MISMATCHED, 0, out);
    }
  }

  /** Two people let it in by hand, where they may, and sign for it. */
  private void signed(World before, World letIn, Sides.Out out) {
    boolean taken = before.own == Command.NONE && !sides.isReceived(before);
    if (taken) {
      sides.atEntry(letIn, Fact.PEOPLE_RECEIVED, 0, out);
    }
  }

  private void controller(World world, Sides.Out out) {
    if (world.own == Command.QUEUED) {
      out.next("R's barrier", "opens", 0, own(world, Command.OPEN));
      if (!setup.calm()) {
        out.next("R's barrier", "cancels", 0, own(world, Command.CANCELLED));
        out.next("R's barrier", "never hears of it", 0, own(world, Command.LOST));
      }
    }
    if (world.own == Command.OPEN && world.truck == Truck.ARRIVED) {
      if (!setup.calm()) {
        out.next("R's barrier", "closes", 0, own(world, Command.CLOSED));
      }
      World inside = world.copy();
      inside.truck = Truck.INSIDE;
      out.next("truck", "drives through R's barrier", 0, inside);
    }
  }

  private void interlock(World world, Sides.Out out) {
    World doubted = world.copy();
    doubted.ownDoubted = true;
    if (!setup.calm()) {
      sides.atEntry(doubted, Fact.UNPROVEN, 0, out);
    }
    if (world.own.opened()) {
      sides.atEntry(world, Fact.OPENED, 0, out);
    }
    World ended = own(world, Command.NONE);
    if (world.truck == Truck.INSIDE) {
      sides.atEntry(ended, Fact.DEPARTED, 0, out);
    } else if (world.own == Command.CLOSED) {
      sides.atEntry(ended, Fact.NOT_DEPARTED, 0, out);
    } else if (world.own == Command.CANCELLED) {
      sides.atEntry(ended, Fact.NOT_OPENED, 0, out);
    } else if (world.own == Command.LOST) {
      sides.atEntry(ended, Fact.NOT_OPENED, 0, sides.offline(ended), out);
    }
  }

  private void person(World world, Sides.Out out) {
    World ended = own(world, Command.NONE);
    ended.ownDoubted = false;
    Trigger decision =
        world.truck == Truck.INSIDE
            ? Fact.PERSON_DEPARTED
            : world.own == Command.CLOSED ? Fact.PERSON_NOT_DEPARTED : Fact.PERSON_NOT_OPENED;
    if (world.own != Command.QUEUED && (world.own != Command.OPEN || world.truck == Truck.INSIDE)) {
      sides.atEntry(ended, decision, 0, out);
    }
  }

  private static World own(World world, Command command) {
    World next = world.copy();
    next.own = command;
    return next;
  }
}
