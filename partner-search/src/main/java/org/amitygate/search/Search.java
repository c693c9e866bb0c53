package org.amitygate.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.partner.handover.Row;
import org.amitygate.partner.handover.Situation;
import org.amitygate.partner.handover.Table;

/** Breadth first, so that the first violation is one of the shortest. */
final class Search {

  private final Model model;
  private final States states = new States();
  private final Edges edges = new Edges();
  private final BitSet done = new BitSet();
  private Optional<Counterexample> found = Optional.empty();

  Search(Table exit, Table entry, Setup setup) {
    model = new Model(exit, entry, setup);
  }

  /** Looks at every state, or at all up to the first that breaks a promise. */
  Search run() {
    states.add(new World(), -1);
    for (int number = 0; number < states.size(); number++) {
      try {
        expand(number);
      } catch (Broken broken) {
        found = Optional.of(counterexample(number, broken.getMessage(), broken.step()));
        return this;
      }
    }
    doneStaysReachable();
    return this;
  }

  int states() {
    return states.size();
  }

  Optional<Counterexample> found() {
    return found;
  }

  /** Rows of the exit side's table that were taken. */
  Set<Row> takenAtExit() {
    return model.sides().exit.taken();
  }

  Set<Row> takenAtEntry() {
    return model.sides().entry.taken();
  }

  private void expand(int number) {
    World world = states.get(number);
    Situation s = model.sides().s(world);
    Situation r = model.sides().r(world);
    Promises promises = model.sides().promises;
    promises.state(world, s, r);
    boolean[] unsettled = new boolean[1];
    model.deliveries(world, (who, what, epoch, next) -> unsettled[0] |= edge(number, world, next));
    if (!unsettled[0]) {
      model.settled(world);
    }
    model.others(world, (who, what, epoch, next) -> edge(number, world, next));
    edges.next();
    if (promises.done(world, s, r)) {
      done.set(number);
    }
  }

  private boolean edge(int number, World from, World next) {
    World to = model.plain(next);
    if (to.same(from)) {
      return false;
    }
    edges.add(states.add(to, number));
    return true;
  }

  private void doneStaysReachable() {
    BitSet reaching = edges.reaching(done);
    for (int number = 0; number < states.size(); number++) {
      World world = states.get(number);
      if (!reaching.get(number)
          && model.sides().promises.canStillBeDone(world, model.sides().s(world))) {
        found = Optional.of(counterexample(number, "4: DONE cannot be reached any more", ""));
        return;
      }
    }
  }

  // Telling

  private Counterexample counterexample(int number, String promise, String step) {
    List<Integer> way = new ArrayList<>();
    for (int at = number; at >= 0; at = states.parent(at)) {
      way.add(at);
    }
    Collections.reverse(way);
    List<String> steps = new ArrayList<>();
    for (int i = 1; i < way.size(); i++) {
      steps.add(step(way.get(i - 1), way.get(i)));
    }
    if (!step.isEmpty()) {
      steps.add(step + "  →  the promise is broken");
    }
    return new Counterexample(promise, steps);
  }

  private String step(int from, int to) {
    World before = states.get(from);
    World wanted = states.get(to);
    List<String> names = new ArrayList<>();
    Sides.Out out =
        (who, what, epoch, after) -> {
          if (model.plain(after).same(wanted)) {
            names.add(Sides.name(who, what, epoch));
          }
        };
    model.deliveries(before, out);
    model.others(before, out);
    return names.get(0) + "  →  " + describe(wanted);
  }

  private String describe(World world) {
    StringBuilder commands = new StringBuilder();
    for (int epoch = 1; epoch <= model.setup().epochs(); epoch++) {
      commands.append(' ').append(world.command(epoch));
    }
    return "S "
        + text(model.sides().s(world))
        + ", R "
        + text(model.sides().r(world))
        + ", truck "
        + world.truck
        + ", commands"
        + commands
        + (world.own == Command.NONE ? "" : ", R's barrier " + world.own);
  }

  private static String text(Situation situation) {
    return situation.state() + " in epoch " + situation.epoch();
  }
}
