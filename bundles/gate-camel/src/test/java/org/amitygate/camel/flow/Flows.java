package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.crossing.FlowRunner.Questions;
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
