package org.amitygate.partner.handover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.amitygate.core.crossing.Role;

/** One side's state table. What no row knows is recorded by its user and changes nothing. */
public record Table(Role role, List<Row> rows) {

  public Table {
    rows = List.copyOf(rows);
  }

  /** What follows from an input; empty if no row applies. At most one does. */
  public Optional<Step> step(Situation now, Input input, Answers side) {
    return rows.stream()
        .filter(row -> row.applies(now, input, side))
        .findFirst()
        .map(row -> take(row, now, input, side));
  }

  private static Step take(Row row, Situation now, Input input, Answers side) {
    Situation next = row.to().map(now::in).orElse(now);
    if (input.trigger() instanceof Deadline) {
      next = next.until(null);
    }
    Map<String, Object> values = values(row, now, input, side);
    List<Step.Act> acts = new ArrayList<>();
    for (Output output : row.outputs()) {
      if (output instanceof Output.NewEpoch) {
        next = next.epoch(next.epoch() + 1);
      } else if (output instanceof Output.AdoptEpoch) {
        next = next.epoch(input.epoch());
      } else if (output instanceof Output.Committed) {
        next = next.committed();
      } else if (output instanceof Output.Remember remember) {
        next = next.remember(remember.note(), remember.value());
      } else if (output instanceof Output.Keep keep) {
        next = next.remember(keep.note(), Objects.toString(values.get(keep.key()), ""));
      } else if (output instanceof Output.Forget forget) {
        next = next.forget(forget.note());
      } else if (output instanceof Output.Cancel cancel) {
        next = next.deadline() == cancel.what() ? next.until(null) : next;
      } else {
        if (output instanceof Output.Within within) {
          next = next.until(within.what());
        }
        acts.add(new Step.Act(output, next.epoch()));
      }
    }
    return new Step(row, next, acts, values);
  }

  private static Map<String, Object> values(Row row, Situation now, Input input, Answers side) {
    if (row.when().contains(Guard.OFFER_WAITS)) {
      return input.valuesWith("why", Guard.offerWaits(now, side).orElse(""));
    }
    if (row.when().contains(Guard.CANNOT_TAKE)) {
      return input.valuesWith("code", cannotTake(now, side));
    }
    return input.values();
  }

  private static String cannotTake(Situation now, Answers side) {
    return side.cannotTake().orElse(now.jointPending() ? "JOINT_INSPECTION" : "HELD");
  }
}
