package org.amitygate.core.rehearsal;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.journal.Refusal;

/**
 * Runs flows that were installed aside, each in a context of its own that no traffic reaches.
 * Implemented by the part that runs flows, an OSGi service. Thread-safe.
 */
public interface CandidateFlows {

  /**
   * Starts a flow that is here aside.
   *
   * @param settings what it is built with
   * @throws Refusal why it cannot run; nothing is left running
   */
  Candidate start(String flow, String version, Map<String, String> settings) throws Refusal;

  /** A flow that runs for a rehearsal. */
  interface Candidate extends AutoCloseable {

    /** Runs one stage on a thread of its own; an exceptional completion is a failed run. */
    CompletionStage<StageResult> run(StageCall call);

    /** Ends it, whatever it does. */
    @Override
    void close();
  }
}
