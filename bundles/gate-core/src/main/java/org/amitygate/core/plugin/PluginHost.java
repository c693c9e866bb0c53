package org.amitygate.core.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.operations.Actor;
import org.osgi.framework.Version;

/**
 * Drivers, authority protocols and flows: what is installed and how it changes. An OSGi service;
 * thread-safe. Changes run one after another. Each completes with one sentence for the person when
 * it is on disk and in force, or fails with {@link org.amitygate.core.journal.Refusal}; then what
 * was in force before still is.
 */
public interface PluginHost {

  /**
   * Whether everything installed was brought up since the start, or failed to. Before that no stage
   * may be dispatched: the version it is pinned to may not be there yet.
   */
  boolean ready();

  /** Completes when {@link #ready()} becomes true. */
  CompletableFuture<Void> started();

  /** By name. */
  List<PluginView> list();

  /** Adds a plug-in that is not installed. */
  CompletableFuture<String> install(Actor actor, Path jar, String reason);

  /**
   * Puts another version, newer or older, in the place of the one that is active, side by side. It
   * is on probation then: where a driver or flow fails, the one before serves that lane again; an
   * authority protocol is taken back wholly.
   */
  CompletableFuture<String> update(Actor actor, Path jar, String reason);

  /**
   * Tries another version of a driver or flow on one lane, and if it proves itself there on the
   * others, one by one. An authority protocol is refused: no lane has it for itself.
   */
  CompletableFuture<String> rollout(Actor actor, Path jar, String reason);

  /**
   * Goes back to the version before the active one, side by side; while a version is being rolled
   * out, to the active one on every lane.
   */
  CompletableFuture<String> rollback(Actor actor, String name, String reason);

  /**
   * Marks a version bad: the one before it becomes active where it is not, and crossings on a bad
   * version of a flow go over to the active one at the end of their stage, where both versions
   * declare the next one compatible; elsewhere they are held.
   */
  CompletableFuture<String> markBad(Actor actor, String name, String version, String reason);

  /** Takes a plug-in away that nothing uses. */
  CompletableFuture<String> remove(Actor actor, String name, String reason);

  /** Versions of flows that are active or on which crossings are under way, by name. */
  CompletableFuture<List<FlowView>> flows();

  /**
   * Sentences about the versions in use, those included that crossings are pinned to, that would
   * not find what they need in another server.
   *
   * @param packages what that exports, with the versions
   * @param where its name in the sentences
   */
  CompletableFuture<List<String>> missingIn(Map<String, List<Version>> packages, String where);

  /** What happened to a plug-in and why: its records, oldest first. */
  CompletableFuture<List<ObjectNode>> why(String name);

  /**
   * One version of a flow.
   *
   * @param active new crossings take it, except on lanes that have another one; what is neither
   *     active nor on a lane goes with its last crossing
   * @param lanes those that have it instead of the active one
   * @param crossings that are under way on it
   * @param held how many of those wait for a person
   * @param oldest when the oldest of them began; empty without any
   * @param bad no further stage begins on it
   */
  record FlowView(
      String flow,
      String version,
      boolean active,
      List<String> lanes,
      long crossings,
      long held,
      Optional<Instant> oldest,
      boolean bad) {}

  /**
   * One installed plug-in.
   *
   * @param version the active one
   * @param previous the version before it; empty text if there is none
   * @param retiring versions on which crossings are still under way (flows)
   * @param bad versions that failed or were marked bad
   * @param lanes lanes that have another version, and which
   * @param probation which version is on probation where, and which lanes follow; empty text if
   *     none is
   * @param problem why it does not serve, as a sentence; empty text if it does
   */
  record PluginView(
      PluginKind kind,
      String name,
      String version,
      String sha256,
      String previous,
      List<String> retiring,
      List<String> bad,
      String who,
      String why,
      Map<String, String> lanes,
      String probation,
      String problem) {}
}
