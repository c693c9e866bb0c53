package org.amitygate.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.partner.handover.Deadline;
import org.amitygate.partner.handover.Guard;
import org.amitygate.partner.handover.Input;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Output;
import org.amitygate.partner.handover.Row;
import org.amitygate.partner.handover.Situation;
import org.amitygate.partner.handover.Step;
import org.amitygate.partner.handover.Table;
import org.amitygate.partner.handover.Trigger;
import org.amitygate.partner.handover.Wish;

/** One side's table with its situations numbered and its steps remembered: asks the table once. */
final class Side {

  private record Question(int from, Trigger trigger, int epoch, Circumstances circumstances) {
    @Override
    public int hashCode() {
      return ((from * 31 + epoch) * 31 + trigger.hashCode()) * 31 + circumstances.hashCode();
    }
  }

  private final Table table;
  private final List<Table> rows;
  private final List<Situation> situations = new ArrayList<>();
  private final Map<Situation, Integer> numbers = new HashMap<>();
  private final Map<Question, Optional<Move>> moves = new HashMap<>();
  private final Set<Row> taken = new HashSet<>();

  Side(Table table) {
    this.table = table;
    this.rows = table.rows().stream().map(row -> new Table(table.role(), List.of(row))).toList();
    number(Situation.START);
  }

  Situation situation(int number) {
    return situations.get(number);
  }

  /** Rows that applied somewhere. */
  Set<Row> taken() {
    return taken;
  }

  Optional<Move> move(int from, Trigger trigger, int epoch, Circumstances circumstances) {
    Question question = new Question(from, trigger, epoch, circumstances);
    Optional<Move> known = moves.get(question);
    if (known == null) {
      known = ask(question);
      moves.put(question, known);
    }
    return known;
  }

  private Optional<Move> ask(Question question) {
    Situation now = situations.get(question.from);
    Input input = new Input(question.trigger, question.epoch, values(question));
    Optional<Step> step = table.step(now, input, question.circumstances);
    if (step.isEmpty()) {
      return question.trigger instanceof Deadline
          ? Optional.of(
              new Move(null, 0, number(ended(now)), List.of(), false, false, false, false))
          : Optional.empty();
    }
    taken.add(step.get().row());
    long applying =
        rows.stream()
            .filter(row -> row.step(now, input, question.circumstances).isPresent())
            .count();
    return Optional.of(move(step.get(), (int) applying, question));
  }

  /** For a result the number says which of two it is. */
  private static Map<String, Object> values(Question question) {
    return question.trigger == MessageType.JOINT_RESULT || question.trigger == Wish.JOINT_RESULT
        ? Map.of(Guard.DIGEST, "result " + question.epoch)
        : question.circumstances.values();
  }

  /** A time limit that no row knows has only ended. */
  private static Situation ended(Situation now) {
    return new Situation(now.state(), now.epoch(), now.committedEpoch(), null, now.notes());
  }

  private Move move(Step step, int rows, Question question) {
    List<Move.Sent> sent = new ArrayList<>();
    boolean opens = false;
    boolean holds = false;
    boolean alarms = false;
    boolean reseals = false;
    for (Step.Act act : step.acts()) {
      if (act.what() instanceof Output.Send send) {
        sent.add(new Move.Sent(send.type(), number(send.type(), act.epoch(), question)));
      }
      opens |= act.what() instanceof Output.Open;
      holds |= act.what() instanceof Output.Hold;
      alarms |= act.what() instanceof Output.Alarm;
      reseals |= act.what() instanceof Output.Reseal;
    }
    return new Move(
        step.row(), rows, number(step.next()), List.copyOf(sent), opens, holds, alarms, reseals);
  }

  private static int number(MessageType type, int epoch, Question question) {
    return switch (type) {
      case JOINT_OPEN, SEAL_CHANGED, ADVISE, ADVISE_ACK, ADVISE_HOLD -> 1;
      case JOINT_RESULT -> question.epoch;
      default -> epoch;
    };
  }

  private int number(Situation situation) {
    return numbers.computeIfAbsent(
        situation,
        s -> {
          situations.add(s);
          if (situations.size() > World.MOST_SITUATIONS) {
            throw new IllegalStateException("more situations than a state has room for");
          }
          return situations.size() - 1;
        });
  }
}
