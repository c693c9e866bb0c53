package org.amitygate.camel.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.crossing.FlowRunner.Questions;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.flow.Flow;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;

/** Flows as small as a test needs. */
final class Flows {

  /** For stages that ask nothing. */
  static final Questions NO_QUESTIONS =
      new Questions() {
        @Override
        public CompletionStage<DeviceAnswer> device(
            int call, String role, String ask, Duration within) {
          throw new AssertionError();
        }

        @Override
        public CompletionStage<DeclarationMatch> declaration(
            int call, String plate, Optional<Integer> confidence) {
          throw new AssertionError();
        }
      };

  private Flows() {}

  @FunctionalInterface
  interface Routes {
    void of(RouteBuilder flow) throws Exception;
  }

  /** A flow with the stages {@code one}, {@code two}; two is done. */
  static Flow of(Routes routes) {
    return flow(
        List.of("one", "two"),
        builder -> {
          routes.of(builder);
          builder.from("crossing:stage/two").to("crossing:done");
        });
  }

  /** A flow whose stage {@code one} sends to these endpoints, one after another. */
  static Flow to(String... uris) {
    return of(builder -> builder.from("crossing:stage/one").to(uris));
  }

  /** A flow whose first stage refuses with a code. */
  static Flow says(String code) {
    return to("crossing:refuse?code=" + code);
  }

  /** The first run of a stage, on lane L1. */
  static StageCall call(String flow, String version, String stage, Questions questions) {
    return new StageCall(
        "c",
        "n",
        Role.EXIT,
        "L1",
        flow,
        version,
        stage,
        1,
        Instant.EPOCH,
        Map.of(),
        Optional.empty(),
        questions);
  }

  /** The code with which the first stage of a version of flow {@code f} refuses. */
  static String said(FlowContexts contexts, String version) {
    StageResult result =
        contexts
            .run(call("f", version, "one", NO_QUESTIONS))
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
    return ((StageOutcome.Refuse) result.outcome()).code();
  }

  static Flow flow(List<String> stages, Routes routes) {
    return new Flow() {
      @Override
      public List<String> stages() {
        return stages;
      }

      @Override
      public RoutesBuilder routes() {
        return new RouteBuilder() {
          @Override
          public void configure() throws Exception {
            routes.of(this);
          }
        };
      }
    };
  }
}
