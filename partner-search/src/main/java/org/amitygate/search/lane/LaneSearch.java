package org.amitygate.search.lane;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.partner.lane.LaneRow;
import org.amitygate.partner.lane.LaneSituation;
import org.amitygate.partner.lane.LaneSituation.Phase;
import org.amitygate.partner.lane.LaneTable;
import org.amitygate.partner.lane.LaneTrigger;
import org.amitygate.partner.lane.LaneTrigger.Answer;
import org.amitygate.search.lane.LaneWorld.Exit;
import org.amitygate.search.lane.LaneWorld.Side;
import org.amitygate.search.lane.LaneWorld.Word;

/**
 * Every state of a lane that turns: what was ever said may come at any time, any number of times or
 * never, people wish what they like, vehicles want to go both ways all the time.
 */
final class LaneSearch {

  /** What breaks a promise. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String promise) {
      super(promise);
    }
  }

  private final LaneTable table;
  private final int epochs;
  private final int attempts;
  private final Map<LaneWorld, Integer> numbers = new HashMap<>();
  private final List<LaneWorld> worlds = new ArrayList<>();
  private final List<List<Integer>> from = new ArrayList<>();
  private final Set<LaneRow> taken = new HashSet<>();

  /**
   * @param epochs changes that are looked at. @param attempts of vehicles of each side
   */
  LaneSearch(LaneTable table, int epochs, int attempts) {
    this.table = table;
    this.epochs = epochs;
    this.attempts = attempts;
  }

  /** The first promise that breaks. */
  Optional<String> run() {
    add(LaneWorld.START);
    try {
      for (int number = 0; number < worlds.size(); number++) {
        expand(number);
      }
      turningStaysPossible();
      return Optional.empty();
    } catch (Broken broken) {
      return Optional.of(String.valueOf(broken.getMessage()));
    }
  }

  int states() {
    return worlds.size();
  }

  Set<LaneRow> taken() {
    return taken;
  }

  private int add(LaneWorld world) {
    return numbers.computeIfAbsent(
        world,
        unknown -> {
          worlds.add(world);
          from.add(new ArrayList<>());
          return worlds.size() - 1;
        });
  }

  private void expand(int number) {
    LaneWorld world = worlds.get(number);
    promises(world);
    List<LaneWorld> heard = new ArrayList<>();
    List<LaneWorld> next = new ArrayList<>();
    for (boolean first : new boolean[] {true, false}) {
      directionsHeard(world, first, heard);
      handoversHeard(world, first, heard);
      people(world, first, next);
      vehicles(world, first, next);
    }
    heard.remove(world);
    if (heard.stream().allMatch(world::equals)) {
      settled(world);
    }
    next.addAll(heard);
    for (LaneWorld to : next) {
      if (!to.equals(world)) {
        from.get(add(to)).add(number);
      }
    }
  }

  // The direction

  private void directionsHeard(LaneWorld world, boolean first, List<LaneWorld> out) {
    for (Answer answer : Answer.values()) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        if (world.wasSaid(!first, answer, epoch)) {
          step(world, first, answer.heard(), epoch, out);
        }
      }
    }
  }

  private void people(LaneWorld world, boolean first, List<LaneWorld> out) {
    if (world.side(first).lane().laneEpoch() == epochs) {
      return;
    }
    step(world, first, LaneTrigger.WISH_CHANGE, 0, out);
    step(world, first, LaneTrigger.WISH_KEEP, 0, out);
    if (world.side(first).drained()) {
      step(world, first, LaneTrigger.LANE_DRAINED, 0, out);
    }
  }

  private void step(
      LaneWorld world, boolean first, LaneTrigger on, int epoch, List<LaneWorld> out) {
    Side side = world.side(first);
    long applying =
        table.rows().stream()
            .filter(row -> row.applies(side.lane(), on, epoch, side.drained()))
            .count();
    need(applying <= 1, "at most one row applies");
    Optional<LaneRow> row = table.row(side.lane(), on, epoch, side.drained());
    if (row.isEmpty()) {
      return;
    }
    taken.add(row.get());
    boolean wished = on == LaneTrigger.WISH_CHANGE || side.wished() && on != LaneTrigger.WISH_KEEP;
    boolean signs = row.get().says().filter(answer -> answer != Answer.REFUSED).isPresent();
    if (signs || row.get().turns()) {
      need(side.drained(), "a side turns the lane, or signs that it may be, before it is drained");
      need(
          wished, "a side turns the lane, or signs that it may be, and its people did not want it");
    }
    LaneSituation after = row.get().after(side.lane());
    boolean over = after.phase() == Phase.SETTLED;
    LaneWorld next = world.with(first, side.lane(after, wished && !over));
    if (row.get().says().isPresent()) {
      next = next.said(first, row.get().says().get(), after.laneEpoch());
    }
    out.add(next);
  }

  // Vehicles

  private void vehicles(LaneWorld world, boolean first, List<LaneWorld> out) {
    Side side = world.side(first);
    if (side.exit() == Exit.IDLE && side.lane().carries(true) && side.attempt() < attempts) {
      int attempt = side.attempt() + 1;
      LaneWorld next = world.with(first, side.leaving(attempt, Exit.COMMITTING, false));
      out.add(next.said(first, Word.COMMIT, attempt));
    }
    if (side.exit() == Exit.COMMITTING) {
      LaneWorld next = world.with(first, side.leaving(side.attempt(), Exit.IDLE, false));
      out.add(next.said(first, Word.ABORT, side.attempt()));
    }
    Side other = world.side(!first);
    if (side.vehicle() && other.bound()) {
      LaneWorld arrived = world.with(first, side.leaving(side.attempt(), side.exit(), false));
      arrived = arrived.with(!first, arrived.side(!first).taking(false, side.attempt()));
      out.add(arrived.said(first, Word.RECEIVED, side.attempt()));
    }
  }

  /** What this side hears of its own vehicles and of the other's. */
  private void handoversHeard(LaneWorld world, boolean first, List<LaneWorld> out) {
    Side side = world.side(first);
    boolean asks = side.exit() == Exit.COMMITTING;
    int mine = side.attempt();
    if (asks && world.attempts(first, Word.COMMIT_OK, attempts).contains(mine)) {
      out.add(world.with(first, side.leaving(mine, Exit.OPENED, true)));
    }
    if (asks && world.attempts(first, Word.COMMIT_DENIED, attempts).contains(mine)) {
      out.add(world.with(first, side.leaving(mine, Exit.IDLE, false)));
    }
    if (side.exit() == Exit.OPENED
        && world.attempts(first, Word.RECEIVED, attempts).contains(mine)) {
      out.add(world.with(first, side.leaving(mine, Exit.IDLE, false)));
    }
    for (int theirs : world.attempts(!first, Word.COMMIT, attempts)) {
      if (theirs > side.closed() && !side.bound()) {
        boolean takes = side.lane().carries(false);
        LaneWorld next = world.with(first, side.taking(takes, takes ? theirs - 1 : theirs));
        out.add(next.said(!first, takes ? Word.COMMIT_OK : Word.COMMIT_DENIED, theirs));
      }
    }
    for (int theirs : world.attempts(!first, Word.ABORT, attempts)) {
      if (theirs > side.closed()) {
        out.add(world.with(first, side.taking(false, theirs)));
      }
    }
  }

  // What is promised

  private static void need(boolean good, String promise) {
    if (!good) {
      throw new Broken(promise);
    }
  }

  private static void promises(LaneWorld world) {
    LaneSituation a = world.a().lane();
    LaneSituation b = world.b().lane();
    need(
        !(world.a().vehicle() && world.b().vehicle()),
        "6: vehicles of both directions on one lane");
    need(!(a.carries(true) && b.carries(true)), "6: both sides let vehicles onto the lane");
    need(!(a.carries(false) && b.carries(false)), "both sides wait for vehicles of the other");
    need(
        !(world.a().exit() == Exit.OPENED && world.b().exit() == Exit.OPENED),
        "6: both barriers open onto one lane");
  }

  /** Everything said was heard. */
  private static void settled(LaneWorld world) {
    LaneSituation a = world.a().lane();
    LaneSituation b = world.b().lane();
    boolean asks = a.phase() == Phase.PROPOSED && b.asked() && a.laneEpoch() == b.laneEpoch() + 1;
    boolean asked = b.phase() == Phase.PROPOSED && a.asked() && b.laneEpoch() == a.laneEpoch() + 1;
    boolean neither = a.phase() != Phase.PROPOSED && b.phase() != Phase.PROPOSED;
    need(
        asks || asked || neither && a.laneEpoch() == b.laneEpoch() && !a.asked() && !b.asked(),
        "5: everything was heard and the two sides differ");
    need(a.out() != b.out(), "5: everything was heard and the two directions do not fit");
  }

  /** From every state below the last change, a later change is still agreed somewhere. */
  private void turningStaysPossible() {
    Set<Integer> reaching = new HashSet<>();
    List<Integer> todo = new ArrayList<>();
    for (int number = 0; number < worlds.size(); number++) {
      LaneWorld world = worlds.get(number);
      if (world.a().lane().carries(!LaneWorld.START.a().lane().out())
          && world.b().lane().carries(!LaneWorld.START.b().lane().out())) {
        reaching.add(number);
        todo.add(number);
      }
    }
    while (!todo.isEmpty()) {
      for (int before : from.get(todo.remove(todo.size() - 1))) {
        if (reaching.add(before)) {
          todo.add(before);
        }
      }
    }
    for (int number = 0; number < worlds.size(); number++) {
      LaneWorld world = worlds.get(number);
      boolean below =
          Math.max(world.a().lane().laneEpoch(), world.b().lane().laneEpoch()) < epochs - 1;
      need(!below || reaching.contains(number), "4: the lane cannot be turned any more");
    }
  }
}
