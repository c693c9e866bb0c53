package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.amitygate.core.crossing.FlowRunner.FlowVersion;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.plugin.FlowReleases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version of its flow a crossing goes on with: the one that it began on, unless a person
 * moves it or that version is marked bad. It goes over between two stages only, and only if both
 * versions declare every stage compatible that it may enter next (by the option {@code compatible}
 * of the stage). Thread-safe.
 */
public final class FlowVersions {

  /** After this, one that could not leave its version is tried again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** Crossings that stay are named in a sentence up to this many. */
  private static final int NAMED = 5;

  private static final Logger LOG = LoggerFactory.getLogger(FlowVersions.class);

  private final Journal journal;
  private final Crossings crossings;
  private final Supplier<FlowRunner> flows;
  private final Scheduler scheduler;
  private final PatientWorks works;

  public FlowVersions(
      Journal journal, Crossings crossings, Supplier<FlowRunner> flows, Scheduler scheduler) {
    this.journal = journal;
    this.crossings = crossings;
    this.flows = flows;
    this.scheduler = scheduler;
    this.works = new PatientWorks(journal, scheduler);
  }

  /**
   * What a person wants moved.
   *
   * @param by account
   */
  public record Move(String flow, String from, String to, String by, String why) {}

  /** The crossing's version is marked bad: no stage of it may be begun. */
  boolean isBad(Crossing crossing) {
    try {
      return flows.get().isBad(crossing.flow(), crossing.flowVersion(), crossing.lane());
    } catch (IllegalStateException e) {
      return false; // no runner of flows at the moment: nothing is begun either
    }
  }

  /**
   * Takes a crossing off a bad version, at the end of a stage: to the version that new crossings of
   * its lane take, or where that is not possible into a hold. Only if none of its stages runs.
   */
  void leave(Crossing crossing) {
    journal
        .submit(tx -> leave(tx, crossing.id()))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                if (!(failure instanceof Journal.JournalUnavailable)) {
                  LOG.error("{} cannot leave {}", crossing.name(), crossing.flowVersion(), failure);
                }
                scheduler.after(AGAIN, () -> leave(crossing));
              }
            });
  }

  private Object leave(Transaction tx, UUID id) {
    Crossing crossing = crossings.find(tx, id).orElseThrow();
    if (crossing.runnable() && isBad(crossing)) {
      Optional<String> objection = objection(crossing, current(crossing));
      if (objection.isPresent()) {
        crossings.hold(
            tx,
            crossing,
            HoldReason.SYSTEM,
            "flow %s %s is marked bad, and %s"
                .formatted(crossing.flow(), crossing.flowVersion(), objection.get()));
      } else {
        goOver(tx, crossing, current(crossing), Json.object().put("why", "marked bad"));
      }
    }
    crossings.put(tx, crossing); // whatever it has become: it is dispatched if it can run
    return crossing;
  }

  /**
   * Takes every waiting or held crossing off the bad versions that can go over now, {@value
   * PatientWorks#PAGE} at once.
   */
  void leaveBad() {
    Set<FlowVersion> bad = flows.get().bad();
    if (bad.isEmpty()) {
      return;
    }
    on(bad)
        .thenCompose(rows -> PatientWorks.paged(rows, row -> leaveWaiting(row.id())))
        .exceptionally(
            failure -> {
              LOG.warn("{} are left at the next stage only: {}", bad, failure.toString());
              return null;
            });
  }

  /**
   * Takes one off its bad version if it waits or is held and can go over now.
   *
   * @return does not fail
   */
  CompletableFuture<Object> leaveWaiting(UUID id) {
    return works
        .submit(tx -> leaveWaiting(tx, id))
        .exceptionally(
            failure -> {
              LOG.error("crossing {} cannot leave its bad version of a flow", id, failure);
              return id;
            });
  }

  private Object leaveWaiting(Transaction tx, UUID id) {
    Crossing crossing = crossings.find(tx, id).orElseThrow();
    if (crossing.open()
        && !crossing.runnable()
        && isBad(crossing)
        && objection(crossing, current(crossing)).isEmpty()) {
      goOver(tx, crossing, current(crossing), Json.object().put("why", "marked bad"));
      crossings.put(tx, crossing);
    }
    return crossing;
  }

  /** The version that new crossings take; empty text: none. */
  private String current(Crossing crossing) {
    return flows.get().versionFor(crossing.flow(), crossing.lane()).orElse("");
  }

  /**
   * Moves all crossings of a version that wait or are held, {@value PatientWorks#PAGE} at once.
   *
   * @return one sentence: how many went over, who stays, and why; fails with {@link Refusal} if
   *     there is no such version
   */
  public CompletableFuture<String> move(Move move) {
    if (flows.get().stages(move.flow(), move.to()).isEmpty()) {
      return CompletableFuture.failedFuture(
          new Refusal(
              "flow %s %s is not here; gate:flows shows what is"
                  .formatted(move.flow(), move.to())));
    }
    return on(Set.of(new FlowVersion(move.flow(), move.from())))
        .thenCompose(rows -> PatientWorks.paged(rows, row -> moveOneOf(row, move)))
        .thenApply(answers -> sentence(move, answers));
  }

  private CompletableFuture<Moved> moveOneOf(CrossingRow row, Move move) {
    return journal
        .submit(tx -> moveOneOf(tx, row.id(), move))
        .exceptionally(failure -> new Moved(false, row.name() + " stays: " + failure.getMessage()));
  }

  /** What became of one. @param stays why it does; empty text: it is gone meanwhile, or went */
  private record Moved(boolean went, String stays) {}

  private Moved moveOneOf(Transaction tx, UUID id, Move move) {
    Crossing crossing = crossings.find(tx, id).orElseThrow();
    if (!crossing.open() || !crossing.flowVersion().equals(move.from())) {
      return new Moved(false, "");
    }
    try {
      move(tx, crossing, move.to(), move.by(), move.why());
      return new Moved(true, "");
    } catch (Refusal e) {
      return new Moved(false, e.getMessage());
    }
  }

  /**
   * Moves one crossing that waits or is held. A version that is retired may still be up for a
   * moment: the journal knows.
   *
   * @throws Refusal it stays, and why
   */
  public void move(Transaction tx, Crossing crossing, String to, String by, String why)
      throws Refusal {
    Optional<String> objection =
        crossing.runnable()
            ? Optional.of("a stage of it runs")
            : FlowReleases.isGone(tx, crossing.flow(), to)
                ? Optional.of(notHere(to))
                : objection(crossing, to);
    if (!crossing.open() || objection.isPresent()) {
      throw new Refusal(
          "%s stays on %s %s: %s"
              .formatted(
                  crossing.name(),
                  crossing.flow(),
                  crossing.flowVersion(),
                  crossing.open() ? objection.get() : "it has ended"));
    }
    goOver(tx, crossing, to, Json.object().put("by", by).put("why", why));
    crossings.put(tx, crossing);
  }

  private static String sentence(Move move, List<Moved> answers) {
    long went = answers.stream().filter(Moved::went).count();
    List<String> stay = answers.stream().map(Moved::stays).filter(why -> !why.isEmpty()).toList();
    List<String> said = new ArrayList<>();
    said.add(
        "%d of %d crossings on %s %s go on with %s"
            .formatted(went, went + stay.size(), move.flow(), move.from(), move.to()));
    said.addAll(stay.subList(0, Math.min(NAMED, stay.size())));
    if (stay.size() > NAMED) {
      said.add("and " + (stay.size() - NAMED) + " more stay");
    }
    return String.join("; ", said);
  }

  private CompletableFuture<List<CrossingRow>> on(Set<FlowVersion> versions) {
    return journal.read(
        view ->
            view.openCrossings().stream()
                .filter(row -> versions.contains(new FlowVersion(row.flow(), row.flowVersion())))
                .toList());
  }

  /** Why a crossing of which no stage runs cannot go on with a version; empty: it can. */
  private Optional<String> objection(Crossing crossing, String to) {
    FlowRunner runner = flows.get();
    if (runner.isBad(crossing.flow(), to, crossing.lane())) {
      return Optional.of("version '" + to + "' is marked bad");
    }
    if (to.isEmpty() || runner.stages(crossing.flow(), to).isEmpty()) {
      return Optional.of(notHere(to));
    }
    Map<String, Integer> here = runner.compatible(crossing.flow(), crossing.flowVersion());
    Map<String, Integer> there = runner.compatible(crossing.flow(), to);
    return crossing.mayEnter().stream()
        .filter(stage -> !here.containsKey(stage) || !here.get(stage).equals(there.get(stage)))
        .findFirst()
        .map(
            stage ->
                "stage '%s' is not declared compatible by both %s and %s"
                    .formatted(stage, crossing.flowVersion(), to));
  }

  private static String notHere(String version) {
    return "version '" + version + "' is not here";
  }

  private void goOver(Transaction tx, Crossing crossing, String to, ObjectNode body) {
    boolean again = failedTooOften(crossing) && isBad(crossing);
    body.put("from", crossing.flowVersion()).put("to", to).put("stage", crossing.stage());
    crossing.goOver(to);
    crossings.note(tx, crossing, "FlowVersionChanged", body);
    if (again) { // held for a fault of the version that it leaves
      crossings.note(tx, crossing, "HoldEnded", Json.object().put("by", "another version"));
      crossing.retried(tx.now());
    }
  }

  private static boolean failedTooOften(Crossing crossing) {
    return crossing.hold().filter(hold -> hold.has(HoldReason.SYSTEM)).isPresent()
        && crossing.failures() >= StageRuns.ATTEMPTS;
  }
}
