package org.amitygate.core.rehearsal;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.amitygate.core.operations.Actor;

/** Rehearses flows, one rehearsal at a time. An OSGi service; thread-safe, non-blocking. */
public interface Rehearsals {

  /** However many crossings there are. */
  long ALL = Long.MAX_VALUE;

  /**
   * Runs the recorded stages of crossings that began since a time on another version of their flow,
   * which is installed aside for that and removed afterwards. That this was done, by whom and with
   * what result, is its only record.
   *
   * @param jar of the flow, on the server
   * @param since as people type it: {@code yesterday}, {@code P1D}, {@code 2026-11-23T08:30}
   * @param limit crossings at most
   * @param told hears of each stage run that is decided differently, at once, on the rehearsal's
   *     thread
   * @return fails with {@link org.amitygate.core.journal.Refusal}
   */
  CompletableFuture<RehearsalReport> rehearse(
      Actor actor, Path jar, String since, long limit, Consumer<Difference> told);
}
