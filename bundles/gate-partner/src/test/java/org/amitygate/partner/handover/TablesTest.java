package org.amitygate.partner.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every input in every state, against the lines of {@code handover-steps.txt}, which were read one
 * by one: a step that is not there must not be taken, one that is there must be taken just so.
 */
class TablesTest {

  private static final List<Trigger> TRIGGERS = new ArrayList<>();

  private static final List<Trigger> ANSWERED_ANYWHERE =
      List.of(
          MessageType.STATUS_REQ,
          MessageType.STATUS,
          MessageType.INCIDENT,
          MessageType.INCIDENT_ACK);

  /** Of the vehicle and not of an epoch; tests of their own show two gates that talk so. */
  private static final List<Trigger> INSPECTION =
      List.of(
          MessageType.JOINT_OPEN,
          MessageType.JOINT_RESULT,
          MessageType.SEAL_CHANGED,
          MessageType.ADVISE,
          MessageType.ADVISE_ACK,
          MessageType.ADVISE_HOLD,
          Wish.JOINT_OPEN,
          Wish.JOINT_RESULT,
          Wish.SEAL_CHANGED,
          Wish.ADVISE,
          Wish.ADVISE_HOLD,
          Wish.ADVISE_RELEASE);

  /** States that only a COMMIT_OK of the present epoch leads to. */
  private static final Set<HandoverState> BOUND =
      EnumSet.of(
          HandoverState.COMMITTED,
          HandoverState.OPENING,
          HandoverState.OPENED,
          HandoverState.IN_STRIP,
          HandoverState.NOT_DEPARTED,
          HandoverState.HOLD_BARRIER,
          HandoverState.RECEIVED,
          HandoverState.MISMATCH,
          HandoverState.CLEARED);

  static {
    TRIGGERS.addAll(EnumSet.allOf(MessageType.class));
    TRIGGERS.addAll(EnumSet.allOf(Wish.class));
    TRIGGERS.addAll(EnumSet.allOf(Fact.class));
    TRIGGERS.addAll(EnumSet.allOf(Deadline.class));
    TRIGGERS.removeAll(INSPECTION);
  }

  /** What a guard may find; each is one condition of the enumeration. */
  enum Condition {
    FINE,
    NO_OFFER,
    NOT_READY,
    CANNOT_TAKE,
    HELD,
    ENDED,
    JUST_BEGUN,
    LOST,
    MISFIT;

    Map<String, Object> cause() {
      return switch (this) {
        case LOST -> Map.of("cause", "OFFLINE");
        case MISFIT -> Map.of(Guard.MISFIT, "LANE_UNKNOWN");
        default -> Map.of();
      };
    }
  }

  private record Side(Role role, Condition condition) implements Answers {
    Side(Condition condition) {
      this(Role.EXIT, condition);
    }

    @Override
    public Optional<String> noOffer() {
      return condition == Condition.NO_OFFER
          ? Optional.of("the quota is used up")
          : Optional.empty();
    }

    @Override
    public Optional<String> notReady() {
      return condition == Condition.NOT_READY
          ? Optional.of("not at the stop line")
          : Optional.empty();
    }

    @Override
    public Optional<String> cannotTake() {
      return condition == Condition.CANNOT_TAKE ? Optional.of("STRIP_FULL") : Optional.empty();
    }

    @Override
    public boolean held() {
      return condition == Condition.HELD;
    }

    @Override
    public boolean ended() {
      return condition == Condition.ENDED;
    }

    @Override
    public boolean justBegun() {
      return condition == Condition.JUST_BEGUN;
    }
  }

  private static Table table(Role role) {
    return role == Role.EXIT ? ExitTable.table() : EntryTable.table();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void everyInputInEveryState(Role role) throws IOException {
    Set<Row> taken = new LinkedHashSet<>();
    List<String> steps = new ArrayList<>();
    Table table = table(role);
    for (HandoverState state : HandoverState.values()) {
      for (Trigger trigger : TRIGGERS) {
        if (ANSWERED_ANYWHERE.contains(trigger)) {
          continue;
        }
        steps.addAll(steps(table, state, trigger, taken));
      }
    }
    assertThat(String.join("\n", steps)).isEqualTo(String.join("\n", expected(role)));
    List<Row> rows = new ArrayList<>(table.rows());
    rows.removeIf(row -> ANSWERED_ANYWHERE.contains(row.on()) || INSPECTION.contains(row.on()));
    assertThat(taken).containsExactlyInAnyOrderElementsOf(rows);
  }

  private static List<String> steps(
      Table table, HandoverState state, Trigger trigger, Set<Row> taken) {
    List<String> lines = new ArrayList<>();
    for (int epoch : trigger instanceof MessageType ? new int[] {1, 2, 3} : new int[] {0}) {
      String plain = "nothing";
      for (Map<Note, String> notes : notes()) {
        String fine = plain;
        for (Condition condition : Condition.values()) {
          Situation now =
              new Situation(state, 2, BOUND.contains(state) ? 2 : 1, Deadline.RETRY, notes);
          Input input = new Input(trigger, epoch, condition.cause());
          Optional<Step> step = table.step(now, input, new Side(condition));
          step.ifPresent(s -> taken.add(s.row()));
          String line = step.map(s -> text(s, now)).orElse("nothing");
          if (!same(line, fine)) {
            String of = epoch == 0 ? "" : " of epoch " + epoch;
            String when = condition == Condition.FINE ? "" : " when " + condition;
            String what = ": " + TableText.text(trigger) + of + when + " -> ";
            if (lines.stream().noneMatch(known -> same(known, state + what + line))) {
              lines.add(state + noted(notes) + what + line);
            }
          }
          fine = condition == Condition.FINE ? line : fine;
          plain = condition == Condition.FINE && notes.isEmpty() ? line : plain;
        }
      }
    }
    return lines;
  }

  /** The same but for what is remembered. */
  private static boolean same(String one, String other) {
    return one.replaceAll(" noted \\w+=\\w+", "").equals(other.replaceAll(" noted \\w+=\\w+", ""));
  }

  private static String noted(Map<Note, String> notes) {
    return new TreeMap<>(notes)
        .entrySet().stream()
            .map(e -> " noted " + e.getKey().key() + "=" + e.getValue())
            .collect(Collectors.joining());
  }

  private static List<Map<Note, String>> notes() {
    return List.of(
        Map.of(),
        Map.of(Note.COMMIT_WANTED, "yes"),
        Map.of(Note.OWN_BARRIER, "wanted"),
        Map.of(Note.RETURN, "asked"),
        Map.of(Note.RETURN, "wanted"));
  }

  private static String text(Step step, Situation now) {
    Situation next = step.next();
    String acts =
        step.acts().stream()
            .map(
                act ->
                    TableText.text(act.what())
                        + (act.what() instanceof Output.Send ? " @" + act.epoch() : ""))
            .collect(Collectors.joining("; "));
    return next.state()
        + " epoch "
        + next.epoch()
        + (next.committedEpoch() == next.epoch() ? " committed" : "")
        + (next.deadline() == null ? "" : " until " + next.deadline())
        + remembered(now, next)
        + (acts.isEmpty() ? "" : " | " + acts);
  }

  /** What was not remembered before. */
  private static String remembered(Situation now, Situation next) {
    Map<Note, String> more = new TreeMap<>(next.notes());
    more.entrySet().removeAll(now.notes().entrySet());
    return noted(more);
  }

  private static List<String> expected(Role role) throws IOException {
    try (InputStream in = TablesTest.class.getResourceAsStream("handover-steps-" + role + ".txt")) {
      return new String(in == null ? new byte[0] : in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void whatIsAnsweredInAnyStateMovesNothing(Role role) {
    Table table = table(role);
    for (HandoverState state : HandoverState.values()) {
      for (int epoch : new int[] {1, 2, 3}) {
        Situation now =
            new Situation(state, 2, 1, Deadline.STATUS, Map.of(Note.OWN_BARRIER, "opened"));
        for (Trigger trigger : ANSWERED_ANYWHERE) {
          Input input = new Input(trigger, epoch, Map.of());
          Step step = table.step(now, input, new Side(Condition.FINE)).orElseThrow();
          assertThat(step.next()).isEqualTo(now);
          assertThat(step.acts().stream().map(act -> TableText.text(act.what())).toList())
              .isEqualTo(
                  trigger == MessageType.STATUS_REQ
                      ? List.of("send STATUS(state, committedEpoch, sent, received)")
                      : trigger == MessageType.INCIDENT
                          ? List.of("alarm PARTNER_INCIDENT")
                          : List.of());
        }
      }
    }
  }

  @Test
  void aNewEpochRemembersNothingButTheLastCommitment() {
    Situation now =
        new Situation(
            HandoverState.COMMITTED, 2, 2, Deadline.STATUS, Map.of(Note.OWN_BARRIER, "opened"));
    Input abort = Input.message(MessageType.ABORT, 2, Map.of());
    assertThat(EntryTable.TABLE.step(now, abort, new Side(Condition.FINE)).orElseThrow().next())
        .isEqualTo(new Situation(HandoverState.LOCAL, 3, 2, null, Map.of()));
  }

  @Test
  void onlyTheVeryEpochThatWasCommittedIsCommittedAgain() {
    Input commit = Input.message(MessageType.COMMIT, 2, Map.of());
    Situation other = new Situation(HandoverState.COMMITTED, 2, 1, null, Map.of());
    assertThat(EntryTable.TABLE.step(other, commit, new Side(Condition.FINE))).isEmpty();
  }

  @Test
  void whatCameWithAnInputIsThereForTheOutputs() {
    Situation now = new Situation(HandoverState.OFFERED, 1, 0, Deadline.OFFER, Map.of());
    Input refuse = Input.message(MessageType.REFUSE, 1, Map.of("code", "NOT_ANNOUNCED"));
    Step step = ExitTable.table().step(now, refuse, new Side(Condition.FINE)).orElseThrow();
    Output.Signal refused = (Output.Signal) step.acts().get(0).what();
    assertThat(refused.data(step.values())).isEqualTo(Map.of("code", "NOT_ANNOUNCED"));
    Input withdraw = Input.own(Wish.WITHDRAW, Map.of("reason", "WEIGHT"));
    Step back = ExitTable.table().step(now, withdraw, new Side(Condition.FINE)).orElseThrow();
    Output.Send told = (Output.Send) back.acts().get(0).what();
    assertThat(told.body(back.values())).isEqualTo(Map.of("reason", "WEIGHT"));
    Step late =
        ExitTable.table()
            .step(now, Input.own(Deadline.OFFER, Map.of()), new Side(Condition.FINE))
            .orElseThrow();
    Output.Send timeout = (Output.Send) late.acts().get(0).what();
    assertThat(timeout.body(late.values())).isEqualTo(Map.of("reason", "OFFER_TIMEOUT"));
  }

  @Test
  void namesAndLimits() {
    assertThat(MessageType.of("COMMIT_OK")).contains(MessageType.COMMIT_OK);
    assertThat(MessageType.of("commit_ok")).isEmpty();
    assertThat(Limit.COMMIT_WITHIN.standard()).hasSeconds(30);
    assertThat(Limit.STATUS_AFTER.standard()).hasMinutes(5);
    assertThat(Limit.OVERDUE_AFTER.standard()).hasMinutes(15);
  }

  /** At most one row applies, so that their order means nothing. */
  @ParameterizedTest
  @EnumSource(Role.class)
  void noTwoRowsApplyAtOnce(Role role) {
    Table table = table(role);
    for (HandoverState state : HandoverState.values()) {
      for (Trigger trigger : TRIGGERS) {
        for (int epoch : new int[] {1, 2, 3}) {
          for (Condition condition : Condition.values()) {
            for (Map<Note, String> notes : notes()) {
              Situation now = new Situation(state, 2, 2, null, notes);
              Input input = new Input(trigger, epoch, Map.of());
              assertThat(
                      table.rows().stream()
                          .filter(row -> row.applies(now, input, new Side(condition))))
                  .hasSizeLessThanOrEqualTo(1);
            }
          }
        }
      }
    }
  }

  @Test
  void aDenialTellsItsCode() {
    Situation now = new Situation(HandoverState.ACCEPTED, 1, 0, null, Map.of());
    Input commit = Input.message(MessageType.COMMIT, 1, Map.of("other", "value"));
    Step step = EntryTable.TABLE.step(now, commit, new Side(Condition.CANNOT_TAKE)).orElseThrow();
    assertThat(step.values()).isEqualTo(Map.of("other", "value", "code", "STRIP_FULL"));
    Output.Send denied = (Output.Send) step.acts().get(0).what();
    assertThat(denied.body(step.values())).isEqualTo(Map.of("code", "STRIP_FULL"));
    Output.Signal aborted = (Output.Signal) step.acts().get(1).what();
    assertThat(aborted.data(step.values())).isEqualTo(Map.of("cause", "STRIP_FULL"));
  }
}
