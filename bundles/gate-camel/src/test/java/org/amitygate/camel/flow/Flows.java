package org.amitygate.camel.flow;

import java.util.List;
import org.amitygate.flow.Flow;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;

/** Flows as small as a test needs. */
final class Flows {

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
