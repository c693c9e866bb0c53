package org.amitygate.search;

import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Note;
import org.amitygate.partner.handover.Situation;
import org.amitygate.partner.handover.Wish;

/** What both sides may say beside the crossing itself, and what a partner in error may. */
final class Talks {

  private final Sides sides;

  Talks(Sides sides) {
    this.sides = sides;
  }

  /** Either side opens an inspection, again only after a dispute, and gives one of two results. */
  void inspections(World world, Sides.Out out) {
    if (!joint(sides.s(world)).equals("agreed")) {
      sides.atExit(world, Wish.JOINT_OPEN, 0, out);
    }
    if (sides.begun(world) && !joint(sides.r(world)).equals("agreed")) {
      sides.atEntry(world, Wish.JOINT_OPEN, 0, out);
    }
    sides.atExit(world, Wish.SEAL_CHANGED, 0, out);
    if (sides.begun(world) && !awaitsSeal(sides.r(world))) {
      sides.atEntry(world, MessageType.SEAL_CHANGED, 1, out);
    }
    for (int result = 1; result <= 2; result++) {
      if (finished(sides.s(world))) {
        sides.atExit(world, MessageType.JOINT_RESULT, result, out);
      }
      if (finished(sides.r(world))) {
        sides.atEntry(world, MessageType.JOINT_RESULT, result, out);
      }
      sides.atExit(world, Wish.JOINT_RESULT, result, out);
      sides.atEntry(world, Wish.JOINT_RESULT, result, out);
    }
  }

  /** S tells of the vehicle; R's people hold and release it; answers that nobody waits for. */
  void advice(World world, Sides.Out out) {
    sides.atExit(world, Wish.ADVISE, 0, out);
    if (world.toExit == 0) { // nobody says more before the last was heard
      sides.atEntry(world, Wish.ADVISE_HOLD, 0, out);
      sides.atEntry(world, Wish.ADVISE_RELEASE, 0, out);
    }
    if (advice(sides.s(world)).isEmpty()) {
      sides.atExit(world, MessageType.ADVISE_ACK, 1, out);
      sides.atExit(world, MessageType.ADVISE_HOLD, 1, out);
    }
    if (!advice(sides.r(world)).isEmpty()) {
      sides.atEntry(world, MessageType.ADVISE, 1, out);
    }
  }

  private static String advice(Situation side) {
    return side.notes().getOrDefault(Note.ADVICE, "");
  }

  /** No result of the partner is awaited: one that comes all the same changes nothing. */
  private static boolean finished(Situation side) {
    return !joint(side).equals("open") || side.notes().containsKey(Note.JOINT_THEIRS);
  }

  /** Another seal is one that S may tell of now; all others come from a partner in error. */
  private static boolean awaitsSeal(Situation side) {
    return joint(side).equals("agreed") && !side.notes().containsKey(Note.SEAL);
  }

  private static String joint(Situation side) {
    return side.notes().getOrDefault(Note.JOINT, "");
  }

  /** Held, sampled, sent back; the same said in another epoch, and an answer nobody asked for. */
  void afterwards(World world, Sides.Out out) {
    for (Wish wish : Talk.AFTERWARDS.wishes()) {
      sides.atExit(world, wish, 0, out);
      if (world.toExit == 0) { // nobody says it twice before it was heard
        sides.atEntry(world, wish, 0, out);
      }
    }
    if (!asked(sides.s(world))) {
      sides.atExit(world, MessageType.RETURN_ACCEPT, sides.s(world).epoch(), out);
    }
    if (!asked(sides.r(world))) {
      sides.atEntry(world, MessageType.RETURN_ACCEPT, sides.r(world).epoch(), out);
    }
    for (MessageType type : Talk.AFTERWARDS.types()) {
      sides.atExit(world, type, sides.s(world).epoch() + 1, out);
      sides.atEntry(world, type, sides.r(world).epoch() + 1, out);
    }
  }

  private static boolean asked(Situation side) {
    return side.notes().getOrDefault(Note.RETURN, "").equals("asked");
  }
}
