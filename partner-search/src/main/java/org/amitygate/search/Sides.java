package org.amitygate.search;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.handover.Fact;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Note;
import org.amitygate.partner.handover.Situation;
import org.amitygate.partner.handover.Table;
import org.amitygate.partner.handover.Trigger;
import org.amitygate.partner.handover.Wish;

/** Takes steps of either table, with what follows in the same transaction. */
final class Sides {

  /** A successor. */
  interface Out {
    /**
     * @param who S, R or the world. @param what happened
     */
    void next(String who, Object what, int epoch, World after);
  }

  /** Messages that may be of an epoch that the receiver does not know yet. */
  private static final Set<MessageType> OPENS_EPOCHS = EnumSet.of(MessageType.OFFER);

  final Side exit;
  final Side entry;
  final Network toEntry;
  final Network toExit;
  final Promises promises;
  private final Setup setup;

  Sides(Table exit, Table entry, Setup setup) {
    this.exit = new Side(exit);
    this.entry = new Side(entry);
    this.toEntry = setup.network().from(exit, setup);
    this.toExit = setup.network().from(entry, setup);
    this.promises = new Promises(setup.epochs(), setup.network() == Network.Kind.IN_ORDER);
    this.setup = setup;
  }

  Situation s(World world) {
    return exit.situation(world.exit);
  }

  Situation r(World world) {
    return entry.situation(world.entry);
  }

  // Exit side

  void atExit(World world, Trigger trigger, int epoch, Out out) {
    try {
      exitSteps(world, trigger, epoch, out);
    } catch (Broken broken) {
      throw broken.during(name("S", trigger, epoch));
    }
  }

  /** A step in words. */
  static String name(String who, Object what, int epoch) {
    return who + ": " + what + (epoch == 0 ? "" : " of epoch " + epoch);
  }

  private void exitSteps(World world, Trigger trigger, int epoch, Out out) {
    Circumstances now = Circumstances.EXIT;
    Optional<Move> ready = exit.move(world.exit, trigger, epoch, now);
    Optional<Move> not = exit.move(world.exit, trigger, epoch, now.notNow());
    ready.ifPresent(move -> exitMoves(world, trigger, epoch, move, out));
    if (not.isPresent()) {
      Promises.need(
          !not.get().sends(MessageType.COMMIT), "ACCEPTED: a COMMIT though the lane is not ready");
      Promises.need(
          !not.get().sends(MessageType.OFFER), "LOCAL: an OFFER though the quota is used up");
      if (!not.equals(ready)) {
        exitMoves(world, trigger, epoch, not.get(), out);
      }
    }
  }

  private void exitMoves(World world, Trigger trigger, int epoch, Move move, Out out) {
    Situation before = s(world);
    judge(move, trigger, epoch, before);
    World after = world.copy();
    after.exit = move.to();
    for (Move.Sent sent : move.sent()) {
      after.toEntry = toEntry.send(after.toEntry, sent.type(), sent.epoch());
    }
    after.offerAsked = trigger == Wish.OFFER || world.offerAsked && trigger != Wish.WITHDRAW;
    Promises.need(
        !move.sends(MessageType.OFFER) || after.offerAsked,
        "READY: an OFFER that the flow did not ask for");
    after.offerAsked &= !move.sends(MessageType.OFFER);
    promises.offer(move, before);
    promises.resealed(move, before, s(after));
    after.asked |= trigger == Wish.COMMIT;
    Promises.need(
        !move.sends(MessageType.COMMIT) || after.asked,
        "ACCEPTED: a COMMIT that the flow did not ask for");
    if (s(after).epoch() != before.epoch() || s(after).state() != HandoverState.ACCEPTED) {
      after.asked = false;
    }
    if (move.holds()) {
      held(after, trigger, epoch, out);
      return;
    }
    out.next("S", trigger, epoch, after);
    if (move.opens()) {
      interlock(after, trigger, epoch, out);
    }
  }

  /** A hold takes the offer back in the same transaction, where that can be. */
  private void held(World world, Object why, int epoch, Out out) {
    boolean[] withdrawn = new boolean[1];
    atExit(
        world,
        Wish.WITHDRAW,
        0,
        (who, what, of, after) -> {
          withdrawn[0] = true;
          out.next("S", why, epoch, after);
        });
    if (!withdrawn[0]) {
      out.next("S", why, epoch, world);
    }
  }

  /** The interlock answers in the same transaction; the state without an answer was given above. */
  void interlock(World world, Object why, int epoch, Out out) {
    Out same = (who, what, of, after) -> out.next("S", why, epoch, after);
    atExit(world, Fact.OPENING_DENIED, 0, same);
    int now = s(world).epoch();
    if (now > setup.epochs() || world.truck != Truck.LINE) {
      return;
    }
    promises.intent(world, now, s(world));
    World intended = world.copy();
    intended.command(now, Command.INTENDED);
    intended.unsent = true;
    intended.opening = World.Opening.UNDER_WAY;
    intended.counted = false;
    intended.riseSeen = false;
    intended.leftSeen = false;
    atExit(intended, Fact.INTENT_WRITTEN, 0, same);
  }

  // Entry side

  void atEntry(World world, Trigger trigger, int epoch, Out out) {
    atEntry(world, trigger, epoch, circumstances(world), out);
    if (trigger == MessageType.OFFER && begun(world)) { // it may name any lane
      atEntry(world, trigger, epoch, circumstances(world).misfit(), out);
    }
  }

  void atEntry(World world, Trigger trigger, int epoch, Circumstances now, Out out) {
    try {
      entrySteps(world, trigger, epoch, now, out);
    } catch (Broken broken) {
      throw broken.during(name("R", trigger, epoch));
    }
  }

  private void entrySteps(World world, Trigger trigger, int epoch, Circumstances now, Out out) {
    Optional<Move> free = entry.move(world.entry, trigger, epoch, now);
    Optional<Move> full = entry.move(world.entry, trigger, epoch, now.notNow());
    free.ifPresent(move -> entryMoves(world, trigger, epoch, move, out));
    if (free.isPresent() && now.misfits()) {
      promises.refused(free.get(), entry.situation(free.get().to()));
    }
    if (full.isPresent()) {
      Situation after = entry.situation(full.get().to());
      Promises.need(
          after.committedEpoch() == r(world).committedEpoch(),
          "ACCEPTED: COMMIT_OK though the strip is taken or closed");
    }
    if (free.isPresent()) {
      promises.commitOk(entry.situation(free.get().to()), r(world));
    }
    if (full.isPresent()) {
      if (!full.equals(free)) {
        entryMoves(world, trigger, epoch, full.get(), out);
      }
    }
  }

  boolean isReceived(World world) {
    HandoverState state = r(world).state();
    return state == HandoverState.RECEIVED || state == HandoverState.CLEARED;
  }

  /** R has a crossing: an advice alone begins none. */
  boolean begun(World world) {
    Situation r = r(world);
    boolean advised = r.notes().keySet().equals(Set.of(Note.ADVICE));
    return !r.equals(Situation.START)
        && !(advised && r.state() == HandoverState.LOCAL && r.epoch() == 1);
  }

  private Circumstances circumstances(World world) {
    return Circumstances.entry(world.held, world.ended, !begun(world));
  }

  /** The controller of R's barrier never had the command. */
  Circumstances offline(World world) {
    return circumstances(world).offline();
  }

  // What a STATUS shows when both sides have heard everything

  /** Whether S raises an alarm at this state of R. */
  boolean exitDiffers(World world, HandoverState told, int epoch) {
    return differs(exit.move(world.exit, MessageType.STATUS, epoch, Circumstances.EXIT.told(told)));
  }

  /** Whether R raises an alarm at this state of S. */
  boolean entryDiffers(World world, HandoverState told, int epoch) {
    Circumstances now = circumstances(world).told(told);
    return differs(entry.move(world.entry, MessageType.STATUS, epoch, now));
  }

  private static boolean differs(Optional<Move> move) {
    Promises.need(move.isPresent(), "any: a STATUS is heard in every state");
    return move.get().alarms();
  }

  private void entryMoves(World world, Trigger trigger, int epoch, Move move, Out out) {
    judge(move, trigger, epoch, r(world));
    World after = world.copy();
    after.entry = move.to();
    promises.resealed(move, r(world), r(after));
    promises.stillHeld(trigger, r(world), r(after));
    after.manual |= trigger == Fact.PEOPLE_RECEIVED;
    for (Move.Sent sent : move.sent()) {
      after.toExit = toExit.send(after.toExit, sent.type(), sent.epoch());
    }
    after.held |= move.holds();
    if (!move.opens()) {
      out.next("R", trigger, epoch, after);
      return;
    }
    Out same = (who, what, of, next) -> out.next("R", trigger, epoch, next);
    atEntry(after, Fact.OPENING_DENIED, 0, same);
    promises.ownIntent(after, r(after));
    World intended = after.copy();
    intended.own = Command.QUEUED;
    atEntry(intended, Fact.INTENT_WRITTEN, 0, same);
  }

  /** What the tables promise as tables. */
  private void judge(Move move, Trigger trigger, int epoch, Situation before) {
    if (!setup.asTables()) {
      return;
    }
    Promises.need(move.rows() <= 1, "at most one row applies");
    boolean late =
        trigger instanceof MessageType type
            && !Network.ANY_TIME.contains(type)
            && !Talk.of(type).ofTheVehicle()
            && !OPENS_EPOCHS.contains(type)
            && epoch != before.epoch();
    boolean old = trigger == MessageType.OFFER && epoch < before.epoch();
    Promises.need(!late && !old, "epoch + 1 closes the epoch: its messages count for nothing");
  }
}
