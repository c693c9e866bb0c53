package org.amitygate.core.crossing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Runs stages of flows; implemented by gate-camel, an OSGi service. Thread-safe, non-blocking. */
public interface FlowRunner {

  /** Stages of a flow version that can run now; empty if it is not here. */
  Optional<List<String>> stages(String flow, String version);

  /** The version that a new crossing of this lane takes; empty if the flow is not here. */
  Optional<String> versionFor(String flow, String lane);

  /**
   * Stages at which crossings may change to or from a version, each with the number of the form
   * that their facts have there; empty if it is not here.
   */
  Map<String, Integer> compatible(String flow, String version);

  /** Versions that are marked bad. */
  Set<FlowVersion> bad();

  /**
   * Whether no further stage may be begun on a version: it is marked bad, and the lane does not
   * take it.
   */
  default boolean isBad(String flow, String version, String lane) {
    return bad().contains(new FlowVersion(flow, version))
        && !versionFor(flow, lane).equals(Optional.of(version));
  }

  /** Runs one stage; an exceptional completion is a failed run. */
  CompletionStage<StageResult> run(StageCall call);

  /** Hears that flow versions came, went or were marked bad. */
  void onChange(Runnable changed);

  /** One version of one flow. */
  record FlowVersion(String flow, String version) {}

  /**
   * @param now gate time at which the stage began
   * @param signal what ended the waiting before this stage, if it waited
   */
  record StageCall(
      String crossing,
      String name,
      Role role,
      String lane,
      String flow,
      String version,
      String stage,
      int visit,
      Instant now,
      Map<String, Object> facts,
      Optional<Signal> signal,
      Questions questions) {}

  /**
   * @param facts all facts after the stage
   * @param settings what the flow was built with
   */
  record StageResult(
      StageOutcome outcome,
      Map<String, Object> facts,
      List<Effect> effects,
      StageSettings settings) {

    /** Of a flow that was built without settings. */
    public StageResult(StageOutcome outcome, Map<String, Object> facts, List<Effect> effects) {
      this(outcome, facts, effects, StageSettings.NONE);
    }

    /** The facts as they are {@code now}, with what the stage changed of those it was given. */
    Map<String, Object> changed(Map<String, Object> given, Map<String, Object> now) {
      Map<String, Object> changed = new LinkedHashMap<>(now);
      changed.keySet().removeIf(name -> given.containsKey(name) && !facts.containsKey(name));
      facts.forEach(
          (name, value) -> {
            if (!Objects.equals(value, given.get(name))) {
              changed.put(name, value);
            }
          });
      return changed;
    }
  }

  /**
   * Asks safe questions on behalf of one run of a stage; each answer is recorded before it is
   * given.
   */
  interface Questions {

    /**
     * Asks a device of the lane.
     *
     * @param call number of the question within the stage, from 1 in the order in which they are
     *     asked
     * @param role such as {@code weighbridge}
     */
    CompletionStage<DeviceAnswer> device(int call, String role, String ask, Duration within);

    /** Looks for the declaration of a vehicle. */
    CompletionStage<DeclarationMatch> declaration(
        int call, String plate, Optional<Integer> confidencePercent);
  }

  /**
   * @param reading absent when there is no answer; {@code noAnswer} then says why
   */
  record DeviceAnswer(Optional<org.amitygate.device.Reading> reading, String noAnswer) {}

  /**
   * What the declarations say of a plate as it was read.
   *
   * @param declaration the facts of the one declaration; empty unless EXACT
   * @param serves of a declaration of this very plate that another crossing has, such as {@code
   *     DEC-1 serves crossing HN-1123-0001-K}; empty if there is none, or a better one
   */
  record DeclarationMatch(
      Kind kind,
      Map<String, Object> declaration,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String serves) {

    public DeclarationMatch {
      serves = Objects.requireNonNullElse(serves, ""); // records before this was told
    }

    public DeclarationMatch(Kind kind, Map<String, Object> declaration) {
      this(kind, declaration, "");
    }

    /** Only EXACT identifies. */
    public enum Kind {
      EXACT,
      /**
       * A declared plate differs only in characters that cameras confuse, or the confidence is too
       * low.
       */
      CONFUSABLE,
      SEVERAL,
      NONE
    }
  }
}
