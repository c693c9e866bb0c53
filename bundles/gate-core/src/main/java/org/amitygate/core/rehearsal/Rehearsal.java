package org.amitygate.core.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.StageSettings;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.rehearsal.CandidateFlows.Candidate;

/**
 * One rehearsal of one flow. Reads crossings page by page and one at a time, runs their stages on
 * the candidate one after another, and keeps nothing of them. Used once, on a thread that may
 * block.
 */
final class Rehearsal {

  private static final int PAGE = 100;
  private static final UUID BEFORE_ALL = new UUID(0, 0);
  private static final Duration READ_WITHIN = Duration.ofSeconds(60);
  private static final Duration STAGE_WITHIN = Duration.ofSeconds(10);

  private static final String SETTINGS_GONE = "the settings of then are not on record";

  private final Journal journal;
  private final Archive archive;
  private final CandidateFlows flows;
  private final Pace pace;
  private final String flow;
  private final String version;
  private final StageSettings current;
  private final Consumer<Difference> told;

  private final Map<String, Optional<Candidate>> candidates = new HashMap<>();
  private final Map<String, Long> notRehearsed = new TreeMap<>();
  private long crossings;
  private long stageRuns;
  private long differing;

  /** Lets others work between two crossings. */
  interface Pace {
    /**
     * @param nanos that the last crossing took
     */
    void rest(long nanos) throws InterruptedException;
  }

  /**
   * @param current settings of now, with which the candidate must be able to run
   * @param told hears of each difference at once
   */
  Rehearsal(
      Journal journal,
      Archive archive,
      CandidateFlows flows,
      Pace pace,
      String flow,
      String version,
      StageSettings current,
      Consumer<Difference> told) {
    this.journal = journal;
    this.archive = archive;
    this.flows = flows;
    this.pace = pace;
    this.flow = flow;
    this.version = version;
    this.current = current;
    this.told = told;
  }

  /**
   * Rehearses crossings that began in this time.
   *
   * @param limit crossings at most, the oldest
   * @throws Refusal the candidate cannot run or hangs, or the journal does not answer
   */
  RehearsalReport run(String sha256, Instant since, Instant until, long limit)
      throws Refusal, InterruptedException {
    long begun = System.nanoTime();
    try {
      candidate(current.digest()); // whether it runs at all
      Place after = new Place(since, BEFORE_ALL);
      long left = limit;
      List<CrossingRow> page = page(after, until);
      while (!page.isEmpty() && left > 0) {
        for (CrossingRow row : page) {
          if (left > 0 && row.flow().equals(flow)) {
            long started = System.nanoTime();
            left -= rehearse(row) ? 1 : 0;
            pace.rest(System.nanoTime() - started);
          }
        }
        page = page(Place.of(page.get(page.size() - 1)), until);
      }
    } finally {
      candidates.values().forEach(candidate -> candidate.ifPresent(Candidate::close));
    }
    return new RehearsalReport(
        flow,
        version,
        sha256,
        since,
        crossings,
        stageRuns,
        new TreeMap<>(notRehearsed),
        differing,
        Duration.ofNanos(System.nanoTime() - begun));
  }

  private List<CrossingRow> page(Place after, Instant until) throws Refusal, InterruptedException {
    return answer(archive.begun(after, until, PAGE));
  }

  /**
   * @return whether anything of it could be rehearsed
   */
  private boolean rehearse(CrossingRow row) throws Refusal, InterruptedException {
    Recording recording =
        Recording.of(answer(journal.read(view -> view.records(Crossings.stream(row.id())))));
    recording.notReplayable().forEach(this::not);
    boolean any = false;
    for (RecordedRun run : recording.runs()) {
      Optional<Candidate> candidate = candidate(run.settings());
      if (candidate.isEmpty()) {
        not(SETTINGS_GONE, 1);
      } else {
        any = true;
        stageRuns++;
        rehearse(row, run, candidate.get());
      }
    }
    crossings += any ? 1 : 0;
    return any;
  }

  private void rehearse(CrossingRow row, RecordedRun run, Candidate candidate)
      throws Refusal, InterruptedException {
    RecordedQuestions questions = new RecordedQuestions(run.asked());
    Optional<Difference> difference;
    try {
      StageResult result =
          candidate
              .run(run.call(row, version, questions))
              .toCompletableFuture()
              .get(STAGE_WITHIN.toSeconds(), TimeUnit.SECONDS);
      difference = Difference.between(row, run, questions, result, null);
    } catch (ExecutionException e) {
      difference = Difference.between(row, run, questions, null, e.getCause());
    } catch (TimeoutException e) {
      throw new Refusal(
          "%s %s did not end the stage '%s' of crossing %s within %d s; mend what it waits for"
              .formatted(flow, version, run.stage(), row.name(), STAGE_WITHIN.toSeconds()));
    }
    difference.ifPresent(this::differs);
  }

  private void differs(Difference difference) {
    differing++;
    told.accept(difference);
  }

  private void not(String reason, int times) {
    notRehearsed.merge(reason, (long) times, Long::sum);
  }

  /** The candidate built with these settings; empty if they are not known any more. */
  private Optional<Candidate> candidate(String settings) throws Refusal, InterruptedException {
    Optional<Candidate> known = candidates.get(settings);
    if (known == null) {
      Optional<Map<String, String>> values = settings(settings);
      known =
          values.isEmpty()
              ? Optional.empty()
              : Optional.of(flows.start(flow, version, values.get()));
      candidates.put(settings, known);
    }
    return known;
  }

  private Optional<Map<String, String>> settings(String digest)
      throws Refusal, InterruptedException {
    for (StageSettings known : List.of(current, StageSettings.NONE)) {
      if (known.digest().equals(digest)) {
        return Optional.of(known.values());
      }
    }
    return answer(journal.read(view -> view.item(StageSettings.ITEM, digest)))
        .map(
            item -> {
              Map<String, String> values = new HashMap<>();
              Json.map(item).forEach((name, value) -> values.put(name, String.valueOf(value)));
              return values;
            });
  }

  private static <A> A answer(CompletableFuture<A> question) throws Refusal, InterruptedException {
    try {
      return question.get(READ_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new Refusal(
          "the journal cannot be read (" + e.getCause().getMessage() + "); try again when it can");
    } catch (TimeoutException e) {
      throw new Refusal(
          "the journal did not answer within "
              + READ_WITHIN.toSeconds()
              + " s; try again when it has less to do");
    }
  }
}
