package org.amitygate.core.plugin;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where flows run: an OSGi service of the part that runs them. It takes the {@code Flow} services
 * in by itself, under the version of their bundle ({@code 1.0.0}). Thread-safe, non-blocking.
 */
public interface FlowTarget {

  /**
   * New crossings of every lane take this version from now on; crossings under way stay on theirs.
   */
  void use(String flow, String version);

  /** New crossings of one lane take this version, until one is chosen for all. */
  void use(String flow, String lane, String version);

  /**
   * Of a flow, these versions begin no further stage on lanes that do not take them, and no others
   * are marked so.
   */
  void bad(String flow, Set<String> versions);

  /** What came of a version on a lane. */
  FlowFigures figures(String flow, String version, String lane);

  /** Versions that can run now. */
  List<String> versions(String flow);

  /**
   * Why a version that is installed cannot run, in one sentence; empty if it runs or is not here.
   */
  Optional<String> whyNot(String flow, String version);
}
