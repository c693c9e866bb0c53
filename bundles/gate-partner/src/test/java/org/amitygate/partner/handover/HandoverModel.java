package org.amitygate.partner.handover;

import static org.amitygate.core.handover.HandoverState.CLEARED;
import static org.amitygate.core.handover.HandoverState.COMMITTED;
import static org.amitygate.core.handover.HandoverState.HOLD_BARRIER;
import static org.amitygate.core.handover.HandoverState.IN_STRIP;
import static org.amitygate.core.handover.HandoverState.MISMATCH;
import static org.amitygate.core.handover.HandoverState.OPENED;
import static org.amitygate.core.handover.HandoverState.OPENING;
import static org.amitygate.core.handover.HandoverState.RECEIVED;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.amitygate.core.handover.HandoverState;

/**
 * One leg of a crossing: both tables, the messages between them, the barrier's controller at S and
 * the vehicle. A message that was sent once may arrive never, once or many times, in any order: the
 * network is the set of what was ever sent. The interlock is abstract: it tells only what is true
 * and what it can prove, as rules 1 to 4 say, and it may deny, be slow, or find that nothing can be
 * proved at any time.
 */
final class HandoverModel {

  static final int EPOCHS = 3;

  /** What became of one epoch's barrier command. */
  enum Command {
    NONE,
    /** It left, or will: it may lie in the controller for ever. */
    SENT,
    OPEN,
    CLOSED_AGAIN,
    CANCELLED
  }

  enum Vehicle {
    AT_THE_LINE,
    IN_THE_STRIP,
    AT_R
  }

  private static final MessageType[] TO_R = {
    MessageType.OFFER,
    MessageType.WITHDRAW,
    MessageType.COMMIT,
    MessageType.ABORT,
    MessageType.DEPARTED,
    MessageType.NOT_DEPARTED
  };
  private static final MessageType[] TO_S = {
    MessageType.ACCEPT,
    MessageType.REFUSE,
    MessageType.COMMIT_OK,
    MessageType.COMMIT_DENIED,
    MessageType.ANNUL_OK,
    MessageType.RECEIVED,
    MessageType.MISMATCH,
    MessageType.CLEARED
  };

  /**
   * A state of the model in two words. {@code messages}: a bit for each (type, epoch) that was ever
   * sent.
   */
  record Node(long messages, long rest) {}

  private final Table exit;
  private final Table entry;
  private final List<Situation> situations = new ArrayList<>();
  private final Map<Situation, Integer> numbers = new HashMap<>();
  private final Map<String, List<Move>> moves = new HashMap<>();

  /** Rows of the tables that were taken. */
  final Set<Row> taken = new LinkedHashSet<>();

  /**
   * What one side does with one input: its next situation, the messages it sends, whether it asks
   * for its barrier.
   */
  private record Move(int next, long sends, boolean opens) {}

  HandoverModel(Table exit, Table entry) {
    this.exit = exit;
    this.entry = entry;
  }

  Node start() {
    return node(0, number(Situation.START), number(Situation.START), 0, Vehicle.AT_THE_LINE);
  }

  private static Node node(long messages, int s, int r, int commands, Vehicle vehicle) {
    return new Node(
        messages, s | (long) r << 12 | (long) commands << 24 | (long) vehicle.ordinal() << 40);
  }

  Situation s(Node node) {
    return situations.get((int) (node.rest & 0xFFF));
  }

  Situation r(Node node) {
    return situations.get((int) (node.rest >> 12 & 0xFFF));
  }

  Command command(Node node, int epoch) {
    return epoch > EPOCHS
        ? Command.NONE
        : Command.values()[(int) (node.rest >> 24 + 3 * (epoch - 1) & 7)];
  }

  Vehicle vehicle(Node node) {
    return Vehicle.values()[(int) (node.rest >> 40)];
  }

  private static Node with(Node node, int epoch, Command command) {
    int shift = 24 + 3 * (epoch - 1);
    return new Node(node.messages, node.rest & ~(7L << shift) | (long) command.ordinal() << shift);
  }

  private static Node with(Node node, Vehicle vehicle) {
    return new Node(node.messages, node.rest & ~(3L << 40) | (long) vehicle.ordinal() << 40);
  }

  String describe(Node node) {
    StringBuilder commands = new StringBuilder();
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      commands.append(command(node, epoch)).append(' ');
    }
    return "S " + s(node) + "\n  R " + r(node) + "\n  commands " + commands + vehicle(node);
  }

  // Moves

  /** Everything that can follow, and in which cases it is a delivery. */
  void successors(Node node, Consumer<Node> deliveries, Consumer<Node> others) {
    deliveries(node, deliveries);
    exitWishes(node, others);
    entryWishes(node, others);
    barrier(node, others);
    facts(node, others);
  }

  private void deliveries(Node node, Consumer<Node> next) {
    for (int type = 0; type < TO_R.length + TO_S.length; type++) {
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        if ((node.messages & bit(type, epoch)) != 0) {
          if (type < TO_R.length) {
            atR(node, TO_R[type], epoch, next);
          } else {
            atS(node, TO_S[type - TO_R.length], epoch, next);
          }
        }
      }
    }
  }

  private void exitWishes(Node node, Consumer<Node> next) {
    if (s(node).epoch() <= EPOCHS) {
      for (Trigger wish :
          List.of(Wish.OFFER, Wish.WITHDRAW, Wish.COMMIT, Fact.LANE_CHANGED, Fact.STOPPED)) {
        atS(node, wish, 0, next);
      }
      Deadline deadline = s(node).deadline();
      if (deadline != null) {
        atS(node, deadline, 0, next);
      }
    }
  }

  private void entryWishes(Node node, Consumer<Node> next) {
    for (Wish wish : List.of(Wish.ACCEPT, Wish.REFUSE, Wish.CLEAR)) {
      atR(node, wish, 0, next);
    }
    if (vehicle(node) == Vehicle.AT_R) {
      atR(node, Fact.ARRIVAL_MATCHED, 0, next);
      atR(node, Fact.ARRIVAL_MISMATCHED, 0, next);
    }
  }

  /** The controller and the vehicle, whatever the servers think. */
  private void barrier(Node node, Consumer<Node> next) {
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      switch (command(node, epoch)) {
        case SENT -> {
          next.accept(with(node, epoch, Command.OPEN));
          next.accept(with(node, epoch, Command.CANCELLED));
        }
        case OPEN -> {
          next.accept(with(node, epoch, Command.CLOSED_AGAIN));
          if (vehicle(node) == Vehicle.AT_THE_LINE) {
            next.accept(with(node, Vehicle.IN_THE_STRIP));
          }
        }
        default -> {}
      }
    }
    if (vehicle(node) == Vehicle.IN_THE_STRIP) {
      next.accept(with(node, Vehicle.AT_R));
    }
  }

  /** What the interlock of S, or a person there, may truthfully say now. */
  private void facts(Node node, Consumer<Node> next) {
    Situation s = s(node);
    Command command = command(node, s.epoch());
    boolean passed = vehicle(node) != Vehicle.AT_THE_LINE;
    boolean opened = command == Command.OPEN || command == Command.CLOSED_AGAIN;
    boolean byPerson = s.state() == HOLD_BARRIER;
    if (s.state() == COMMITTED) {
      atS(node, Fact.OPENING_DENIED, 0, next);
    }
    if (s.state() != OPENING && s.state() != OPENED && !byPerson) {
      return;
    }
    if (opened && !byPerson) {
      atS(node, Fact.OPENED, 0, next);
    }
    if (!byPerson) {
      atS(node, Fact.UNPROVEN, 0, next);
    }
    if (opened && passed) {
      atS(node, byPerson ? Fact.PERSON_DEPARTED : Fact.DEPARTED, 0, next);
    }
    if (command == Command.CLOSED_AGAIN && !passed) {
      atS(node, byPerson ? Fact.PERSON_NOT_DEPARTED : Fact.NOT_DEPARTED, 0, next);
    }
    if (command == Command.CANCELLED) {
      atS(node, byPerson ? Fact.PERSON_NOT_OPENED : Fact.NOT_OPENED, 0, next);
    }
  }

  private void atS(Node node, Trigger trigger, int epoch, Consumer<Node> next) {
    for (Move move : moves(exit, (int) (node.rest & 0xFFF), trigger, epoch)) {
      Node after = new Node(node.messages | move.sends, node.rest & ~0xFFFL | move.next);
      if (move.opens) {
        next.accept(after); // the interlock answers later
        atS(after, Fact.OPENING_DENIED, 0, next);
        int now = s(after).epoch();
        if (command(node, now) != Command.NONE) {
          throw new Violation("two barrier commands in epoch " + now, describe(node));
        }
        atS(with(after, now, Command.SENT), Fact.INTENT_WRITTEN, 0, next);
      } else {
        next.accept(after);
      }
    }
  }

  private void atR(Node node, Trigger trigger, int epoch, Consumer<Node> next) {
    for (Move move : moves(entry, (int) (node.rest >> 12 & 0xFFF), trigger, epoch)) {
      next.accept(
          new Node(
              node.messages | move.sends, node.rest & ~(0xFFFL << 12) | (long) move.next << 12));
    }
  }

  private List<Move> moves(Table table, int from, Trigger trigger, int epoch) {
    String key =
        table.role()
            + "|"
            + from
            + "|"
            + trigger.getClass().getSimpleName()
            + trigger.name()
            + "|"
            + epoch;
    return moves.computeIfAbsent(
        key, k -> tryMoves(table, situations.get(from), new Input(trigger, epoch, Map.of())));
  }

  private List<Move> tryMoves(Table table, Situation from, Input input) {
    Set<Move> found = new LinkedHashSet<>();
    for (boolean good : new boolean[] {true, false}) {
      table.step(from, input, new ModelSide(good)).ifPresent(step -> found.add(move(step)));
    }
    return List.copyOf(found);
  }

  private Move move(Step step) {
    taken.add(step.row());
    long sends = 0;
    boolean opens = false;
    for (Step.Act act : step.acts()) {
      if (act.what() instanceof Output.Send send && act.epoch() <= EPOCHS) {
        sends |= bit(send.type(), act.epoch());
      }
      opens |= act.what() instanceof Output.Open && step.next().state() == COMMITTED;
    }
    return new Move(number(relevant(step.next())), sends, opens);
  }

  /**
   * Without what only raises alarms or moves R's own barrier: that changes nothing between the two
   * sides.
   */
  private static Situation relevant(Situation of) {
    boolean matters =
        of.deadline() == Deadline.OFFER
            || of.deadline() == Deadline.COMMIT
            || of.deadline() == Deadline.RETRY;
    Map<Note, String> notes = new HashMap<>(of.notes());
    notes.remove(Note.OWN_BARRIER);
    return new Situation(
        of.state(), of.epoch(), of.committedEpoch(), matters ? of.deadline() : null, notes);
  }

  private int number(Situation situation) {
    return numbers.computeIfAbsent(
        situation,
        s -> {
          situations.add(s);
          return situations.size() - 1;
        });
  }

  private static long bit(MessageType type, int epoch) {
    for (int i = 0; i < TO_R.length; i++) {
      if (TO_R[i] == type) {
        return bit(i, epoch);
      }
    }
    for (int i = 0; i < TO_S.length; i++) {
      if (TO_S[i] == type) {
        return bit(TO_R.length + i, epoch);
      }
    }
    return 0;
  }

  private static long bit(int type, int epoch) {
    return 1L << type * EPOCHS + epoch - 1;
  }

  // Invariants, numbered as in the protocol

  void check(Node from, Node node) {
    Situation s = s(node);
    Situation r = r(node);
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      Command now = command(node, epoch);
      boolean opens = now == Command.OPEN && command(from, epoch) != Command.OPEN;
      if (opens
          && !(r.committedEpoch() == epoch
              && r.epoch() == epoch
              && r.state() != HandoverState.LOCAL)) {
        throw new Violation(
            "1: opened in epoch " + epoch + " without R's COMMIT_OK in force", describe(node));
      }
      if (opens && vehicle(node) != Vehicle.AT_THE_LINE) {
        throw new Violation("1: opened again after the vehicle passed", describe(node));
      }
      if (s.epoch() > epoch && (now == Command.SENT || now == Command.OPEN)) {
        throw new Violation(
            "1: the command of closed epoch " + epoch + " can still open", describe(node));
      }
    }
    boolean bound = Set.of(COMMITTED, IN_STRIP, RECEIVED, MISMATCH, CLEARED).contains(r.state());
    if (vehicle(node) != Vehicle.AT_THE_LINE
        && !(bound && r.committedEpoch() == r.epoch() && opened(node, r.epoch()))) {
      throw new Violation("2: a vehicle in the strip that R is not bound to take", describe(node));
    }
    if ((r.state() == RECEIVED || r.state() == CLEARED) && !opened(node, r.epoch())) {
      throw new Violation("3: R has received what S did not let out", describe(node));
    }
  }

  private boolean opened(Node node, int epoch) {
    Command command = command(node, epoch);
    return command == Command.OPEN || command == Command.CLOSED_AGAIN;
  }

  /** Invariant 5: when everything said has been heard, both sides say the same. */
  void checkSettled(Node node) {
    Situation s = s(node);
    Situation r = r(node);
    HandoverState seenFromR =
        s.state() == OPENING || s.state() == OPENED || s.state() == HOLD_BARRIER
            ? COMMITTED
            : s.state();
    if (s.epoch() <= EPOCHS && (s.epoch() != r.epoch() || seenFromR != r.state())) {
      throw new Violation("5: everything was delivered and the two sides differ", describe(node));
    }
  }

  boolean done(Node node) {
    return s(node).state() == CLEARED && r(node).state() == CLEARED;
  }
}
