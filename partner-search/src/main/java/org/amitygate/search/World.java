package org.amitygate.search;

/**
 * One state of everything: both sides, what is under way between them, barriers, loops and
 * vehicles. Facts that a restart of the exit side loses are marked; all others are on disk or lie
 * in the street.
 */
final class World implements Cloneable {

  /** What the exit side's interlock makes of its opening. */
  enum Opening {
    NONE,
    UNDER_WAY,
    /** Nothing can be proved: a person decides. */
    DOUBTED
  }

  /** Numbers of situations have 14 bits. */
  static final int MOST_SITUATIONS = 1 << 14;

  private static final Command[] COMMANDS = Command.values();
  private static final Truck[] TRUCKS = Truck.values();
  private static final Opening[] OPENINGS = Opening.values();

  /** Numbers of the sides' situations. */
  int exit;

  int entry;

  /** Messages under way, as {@link Network} writes them. */
  long toEntry;

  long toExit;

  private int commands;
  Truck truck = Truck.LINE;
  Opening opening = Opening.NONE;

  /** A second vehicle has moved up to the stop line. */
  boolean second;

  /** The latched passage counter of the exit side has moved since the intent. */
  boolean counted;

  /** The passage loop was seen to rise since the last start. Lost by a restart. */
  boolean riseSeen;

  /** The passage loop was seen to fall with the exit loop clear. Lost by a restart. */
  boolean leftSeen;

  /** This process wrote the intent and has not sent the command. Lost by a restart. */
  boolean unsent;

  /** The exit side's flow asked for the COMMIT of this epoch. */
  boolean asked;

  /** The exit side's flow asked for an OFFER that was not made yet. */
  boolean offerAsked;

  /** People of the exit side passed it by hand, its barrier isolated: no sensor of R sees it. */
  boolean byHand;

  /** Two people of the entry side signed that it arrived. */
  boolean manual;

  /** The entry side's barrier. */
  Command own = Command.NONE;

  boolean ownDoubted;

  /** A person holds the crossing at the entry side. */
  boolean held;

  /** The crossing ended at the entry side. */
  boolean ended;

  /** The command of an epoch; there is none for epochs that the search does not look at. */
  Command command(int epoch) {
    return COMMANDS[commands >> 3 * (epoch - 1) & 7];
  }

  void command(int epoch, Command command) {
    int shift = 3 * (epoch - 1);
    commands = commands & ~(7 << shift) | command.ordinal() << shift;
  }

  /** The command of this epoch can still open the barrier, or has it open. */
  boolean alive(int epoch) {
    return switch (command(epoch)) {
      case QUEUED, OPEN -> true;
      case INTENDED -> unsent;
      default -> false;
    };
  }

  /** Some vehicle stands on the exit loop. */
  boolean exitOccupied() {
    return truck == Truck.LINE || second;
  }

  /** A restart of the exit side. */
  void restart() {
    riseSeen = false;
    leftSeen = false;
    unsent = false;
  }

  World copy() {
    try {
      return (World) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Everything but the messages, in 60 bits. */
  long rest() {
    int flags = bit(second, 0) | bit(counted, 1) | bit(riseSeen, 2) | bit(leftSeen, 3);
    flags |= bit(unsent, 4) | bit(asked, 5) | bit(ownDoubted, 6) | bit(held, 7) | bit(ended, 8);
    flags |= bit(offerAsked, 9) | bit(byHand, 10) | bit(manual, 11);
    return exit
        | (long) entry << 14
        | (long) commands << 28
        | (long) truck.ordinal() << 40
        | (long) opening.ordinal() << 43
        | (long) own.ordinal() << 45
        | (long) flags << 48;
  }

  static World of(long toEntry, long toExit, long rest) {
    World world = new World();
    world.toEntry = toEntry;
    world.toExit = toExit;
    world.exit = (int) (rest & 0x3FFF);
    world.entry = (int) (rest >> 14 & 0x3FFF);
    world.commands = (int) (rest >> 28 & 0xFFF);
    world.truck = TRUCKS[(int) (rest >> 40 & 7)];
    world.opening = OPENINGS[(int) (rest >> 43 & 3)];
    world.own = COMMANDS[(int) (rest >> 45 & 7)];
    int flags = (int) (rest >> 48);
    world.second = (flags & 1) != 0;
    world.counted = (flags & 2) != 0;
    world.riseSeen = (flags & 4) != 0;
    world.leftSeen = (flags & 8) != 0;
    world.unsent = (flags & 16) != 0;
    world.asked = (flags & 32) != 0;
    world.ownDoubted = (flags & 64) != 0;
    world.held = (flags & 128) != 0;
    world.ended = (flags & 256) != 0;
    world.offerAsked = (flags & 512) != 0;
    world.byHand = (flags & 1024) != 0;
    world.manual = (flags & 2048) != 0;
    return world;
  }

  boolean same(World other) {
    return toEntry == other.toEntry && toExit == other.toExit && rest() == other.rest();
  }

  private static int bit(boolean value, int place) {
    return value ? 1 << place : 0;
  }
}
