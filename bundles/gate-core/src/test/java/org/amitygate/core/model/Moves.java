package org.amitygate.core.model;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.amitygate.core.bench.Controller;
import org.amitygate.core.crossing.HoldReason;

/** Moves at random: much traffic and work, few disasters. */
public final class Moves {

  private Moves() {}

  /** A play of at most so many moves. */
  public static Arbitrary<List<Move>> plays(int most) {
    return Arbitraries.frequencyOf(
            Tuple.of(12, lanes()),
            Tuple.of(6, outside()),
            Tuple.of(14, flow()),
            Tuple.of(6, answers()),
            Tuple.of(14, work()),
            Tuple.of(3, disasters()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(most)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<Integer> one(int of) {
    return Arbitraries.integers().between(0, of - 1);
  }

  private static Arbitrary<Boolean> either() {
    return Arbitraries.of(true, false);
  }

  private static Arbitrary<Move> lanes() {
    Arbitrary<Integer> lane = Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(1, 1), Tuple.of(1, 2));
    Arbitrary<Move> arrivals = lane.map(Move.Arrive::new);
    Arbitrary<Move> loops =
        Combinators.combine(
                lane,
                Arbitraries.of("entry", "entry", "exit", "exit", "passage"),
                Arbitraries.of(true, true, false))
            .as(Move.Loop::new);
    Arbitrary<Move> plates =
        Combinators.combine(
                lane, either(), Arbitraries.of(Outside.PLATE, Outside.PLATE, "51C-1", ""))
            .as(Move.Plate::new);
    Arbitrary<Move> promises = lane.map(Move.Promise::new);
    Arbitrary<Move> booms = Combinators.combine(lane, either()).as(Move.Boom::new);
    Arbitrary<Move> mishaps =
        Combinators.combine(lane, Arbitraries.of(Controller.Mishap.class)).as(Move.Mishap::new);
    Arbitrary<Move> lines = Combinators.combine(lane, either()).as(Move.Line::new);
    return Arbitraries.frequencyOf(
        Tuple.of(6, arrivals),
        Tuple.of(6, loops),
        Tuple.of(3, plates),
        Tuple.of(5, promises),
        Tuple.of(5, booms),
        Tuple.of(3, mishaps),
        Tuple.of(1, lines));
  }

  private static Arbitrary<Move> outside() {
    Arbitrary<Integer> crossing = one(4);
    Arbitrary<Move> signals =
        Combinators.combine(crossing, Arbitraries.of("x", "y", "departed")).as(Move.Signal::new);
    Arbitrary<Move> holds =
        Combinators.combine(
                crossing, Arbitraries.of(HoldReason.CUSTOMS_CONTROL, HoldReason.BARRIER_UNKNOWN))
            .as(Move.Hold::new);
    Arbitrary<Move> releases = crossing.map(Move.Release::new);
    Arbitrary<Move> refusals = crossing.map(Move.Refuse::new);
    Arbitrary<Move> stops = Arbitraries.of(true, false, false).map(Move.Stop::new);
    return Arbitraries.frequencyOf(
        Tuple.of(8, signals),
        Tuple.of(2, holds),
        Tuple.of(4, releases),
        Tuple.of(1, refusals),
        Tuple.of(1, Arbitraries.create(Move.Refused::new)),
        Tuple.of(1, stops));
  }

  private static Arbitrary<Move> flow() {
    Arbitrary<Move> questions = one(3).map(Move.Ask::new);
    Arbitrary<Move> ends = Combinators.combine(one(3), endings()).as(Move.End::new);
    return Arbitraries.frequencyOf(
        Tuple.of(3, questions),
        Tuple.of(10, ends),
        Tuple.of(1, Arbitraries.create(Move.Throw::new)),
        Tuple.of(1, either().map(Move.Flow::new)));
  }

  static Arbitrary<Ending> endings() {
    Arbitrary<Ending.Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(6, Ending.Kind.NEXT),
            Tuple.of(8, Ending.Kind.AWAIT),
            Tuple.of(1, Ending.Kind.HOLD),
            Tuple.of(1, Ending.Kind.REFUSE),
            Tuple.of(1, Ending.Kind.DONE),
            Tuple.of(1, Ending.Kind.NOTHING),
            Tuple.of(3, Ending.Kind.FAILS));
    Arbitrary<String> stages =
        Arbitraries.frequency(
            Tuple.of(5, "a"), Tuple.of(5, "b"), Tuple.of(5, "c"), Tuple.of(1, "nowhere"));
    Arbitrary<List<String>> answers =
        Arbitraries.of("x", "y", "departed", "plate.entry", "plate.exit", "at-exit")
            .list()
            .ofMinSize(1)
            .ofMaxSize(3);
    Arbitrary<Duration> within =
        Arbitraries.of(Duration.ofSeconds(1), Duration.ofSeconds(40), Duration.ofDays(2));
    Arbitrary<String> late =
        Arbitraries.frequency(
            Tuple.of(6, "hold:CUSTOMS_SILENT"),
            Tuple.of(6, "next:b"),
            Tuple.of(1, "hold:NO_SUCH_REASON"));
    Arbitrary<List<String>> effects =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(List.of())),
            Tuple.of(
                3,
                Arbitraries.frequency(
                        Tuple.of(6, "ask"), Tuple.of(6, "offer"), Tuple.of(1, "broken"))
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(2)));
    return Combinators.combine(kinds, stages, answers, within, late, effects).as(Ending::new);
  }

  private static Arbitrary<Move> answers() {
    Arbitrary<Move> questions =
        Combinators.combine(one(2), Arbitraries.of(Move.Weighing.class), either())
            .as(Move.Answer::new);
    Arbitrary<Move> deliveries =
        Combinators.combine(one(3), Arbitraries.of(Move.Delivery.class)).as(Move.Deliver::new);
    return Arbitraries.oneOf(questions, deliveries);
  }

  private static Arbitrary<Move> work() {
    Arbitrary<Move> tasks = Arbitraries.of(1, 2, 3, 5, 1_000).map(Move.Work::new);
    Arbitrary<Move> times =
        Arbitraries.of(Duration.ofMillis(20), Duration.ofMillis(600), Duration.ofSeconds(2))
            .map(Move.Pass::new);
    Arbitrary<Move> stops =
        Arbitraries.of(Duration.ofSeconds(11), Duration.ofMinutes(1), Duration.ofDays(3))
            .map(Move.StandStill::new);
    return Arbitraries.frequencyOf(Tuple.of(10, tasks), Tuple.of(4, times), Tuple.of(1, stops));
  }

  private static Arbitrary<Move> disasters() {
    Arbitrary<Move> crashes =
        Combinators.combine(Arbitraries.integers().between(1, 4), either()).as(Move.CrashAt::new);
    Arbitrary<Move> clocks =
        Arbitraries.of(Duration.ZERO, Duration.ofHours(1), Duration.ofHours(-1))
            .map(Move.WallClock::new);
    return Arbitraries.oneOf(
        crashes,
        Arbitraries.create(Move.Crash::new),
        Arbitraries.of(true, true, false).map(Move.Disk::new),
        clocks);
  }
}
