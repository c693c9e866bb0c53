package org.amitygate.partner.lane;

import static org.amitygate.partner.lane.LaneGuard.ASKED;
import static org.amitygate.partner.lane.LaneGuard.DRAINED;
import static org.amitygate.partner.lane.LaneGuard.NEXT_EPOCH;
import static org.amitygate.partner.lane.LaneGuard.NOT_ASKED;
import static org.amitygate.partner.lane.LaneGuard.NOT_DRAINED;
import static org.amitygate.partner.lane.LaneGuard.THIS_EPOCH;
import static org.amitygate.partner.lane.LaneSituation.Phase.DRAINING;
import static org.amitygate.partner.lane.LaneSituation.Phase.PROPOSED;
import static org.amitygate.partner.lane.LaneSituation.Phase.SETTLED;
import static org.amitygate.partner.lane.LaneTrigger.HEARD_AGREED;
import static org.amitygate.partner.lane.LaneTrigger.HEARD_PROPOSED;
import static org.amitygate.partner.lane.LaneTrigger.HEARD_REFUSED;
import static org.amitygate.partner.lane.LaneTrigger.LANE_DRAINED;
import static org.amitygate.partner.lane.LaneTrigger.WISH_CHANGE;
import static org.amitygate.partner.lane.LaneTrigger.WISH_KEEP;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.partner.lane.LaneSituation.Phase;
import org.amitygate.partner.lane.LaneTrigger.Answer;

/**
 * How the two gates turn a lane: each side drains it and signs the change, and a side lets vehicles
 * go the new way only when it has both signatures. The same table runs on both sides.
 */
public record LaneTable(List<LaneRow> rows) {

  public static final LaneTable TABLE = table();

  public LaneTable {
    rows = List.copyOf(rows);
  }

  /**
   * The row that applies; empty if none does. At most one does.
   *
   * @param laneEpoch of a message; 0 for anything of this side
   */
  public Optional<LaneRow> row(LaneSituation now, LaneTrigger on, int laneEpoch, boolean drained) {
    return rows.stream().filter(row -> row.applies(now, on, laneEpoch, drained)).findFirst();
  }

  private static LaneTable table() {
    List<LaneRow> rows = new ArrayList<>();
    new Writing(SETTLED)
        .on(WISH_CHANGE)
        .when(DRAINED, NOT_ASKED)
        .to(PROPOSED)
        .next()
        .says(Answer.PROPOSED)
        .into(rows, "people want the change: LANE_DIRECTION, drained first");
    new Writing(SETTLED)
        .on(WISH_CHANGE)
        .when(NOT_DRAINED)
        .to(DRAINING)
        .into(rows, "people want or agree to the change: nothing new until the lane is drained");
    new Writing(DRAINING)
        .on(LANE_DRAINED)
        .when(NOT_ASKED)
        .to(PROPOSED)
        .next()
        .says(Answer.PROPOSED)
        .into(rows, "people want the change: LANE_DIRECTION, drained first");
    new Writing(SETTLED)
        .on(WISH_CHANGE)
        .when(DRAINED, ASKED)
        .next()
        .says(Answer.AGREED)
        .turns()
        .asked(false)
        .into(rows, "people agree: both signatures are there");
    new Writing(DRAINING)
        .on(LANE_DRAINED)
        .when(ASKED)
        .to(SETTLED)
        .next()
        .says(Answer.AGREED)
        .turns()
        .asked(false)
        .into(rows, "people agree: both signatures are there");
    new Writing(SETTLED, DRAINING)
        .on(HEARD_PROPOSED)
        .when(NEXT_EPOCH)
        .asked(true)
        .into(rows, "the other side wants the change: people decide");
    new Writing(PROPOSED)
        .on(HEARD_PROPOSED)
        .when(THIS_EPOCH)
        .to(SETTLED)
        .turns()
        .into(rows, "both sides wanted it: both signatures are there");
    new Writing(PROPOSED)
        .on(HEARD_AGREED)
        .when(THIS_EPOCH)
        .to(SETTLED)
        .turns()
        .into(rows, "the other side agrees: both signatures are there");
    new Writing(PROPOSED)
        .on(HEARD_REFUSED)
        .when(THIS_EPOCH)
        .to(SETTLED)
        .into(rows, "the other side refuses: the direction stays");
    new Writing(SETTLED, DRAINING)
        .on(WISH_KEEP)
        .when(ASKED)
        .to(SETTLED)
        .next()
        .says(Answer.REFUSED)
        .asked(false)
        .into(rows, "people refuse: the direction stays");
    new Writing(DRAINING)
        .on(WISH_KEEP)
        .when(NOT_ASKED)
        .to(SETTLED)
        .into(rows, "people want it no longer, and nothing was said");
    return new LaneTable(rows);
  }

  /** The table for people. */
  public String markdown() {
    StringBuilder text =
        new StringBuilder(
            "| row | in | on | when | to | then | rule |\n|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < rows.size(); i++) {
      text.append(rows.get(i).markdown("L" + (i + 1)));
    }
    return text.toString();
  }

  /** A row that is being written. */
  private static final class Writing {
    private final Set<Phase> in;
    private LaneTrigger on = WISH_CHANGE;
    private List<LaneGuard> when = List.of();
    private Optional<Phase> to = Optional.empty();
    private boolean turns;
    private boolean next;
    private Optional<Boolean> asked = Optional.empty();
    private Optional<Answer> says = Optional.empty();

    Writing(Phase first, Phase... more) {
      in = EnumSet.of(first, more);
    }

    Writing on(LaneTrigger trigger) {
      on = trigger;
      return this;
    }

    Writing when(LaneGuard... guards) {
      when = List.of(guards);
      return this;
    }

    Writing to(Phase phase) {
      to = Optional.of(phase);
      return this;
    }

    Writing turns() {
      turns = true;
      return this;
    }

    Writing next() {
      next = true;
      return this;
    }

    Writing asked(boolean is) {
      asked = Optional.of(is);
      return this;
    }

    Writing says(Answer answer) {
      says = Optional.of(answer);
      return this;
    }

    void into(List<LaneRow> rows, String source) {
      rows.add(new LaneRow(in, on, when, to, turns, next, asked, says, source));
    }
  }
}
