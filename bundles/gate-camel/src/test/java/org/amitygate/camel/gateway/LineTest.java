package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** A line that is closed while very much waits for it. */
class LineTest {

  private static final int WAITING = 50_000;

  @Test
  void whatWaitsForALineThatIsClosedFailsHoweverMuchItIs() throws Exception {
    List<Runnable> begun = new ArrayList<>();
    boolean[] closed = {false};
    Address address =
        new Address(
            "partner",
            "huu-nghi",
            "netty-http:http://127.0.0.1:" + Http.freePort() + "/amity",
            Map.of());
    Line line =
        Line.open(
            address,
            new DefaultCamelContext(),
            task -> {
              if (closed[0]) {
                throw new RejectedExecutionException("closed");
              }
              begun.add(task);
            });
    try {
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < WAITING; i++) {
        replies.add(line.send(PartnerEndpoints.MESSAGE, new byte[1]).toCompletableFuture());
      }
      closed[0] = true;
      begun.forEach(Runnable::run); // nobody listens there
      for (CompletableFuture<Reply> reply : replies) {
        assertThat(reply.handle((answer, failure) -> failure).get(1, TimeUnit.MINUTES)).isNotNull();
      }
    } finally {
      line.close();
    }
  }
}
