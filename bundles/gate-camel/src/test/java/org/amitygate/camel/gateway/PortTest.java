package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class PortTest {

  @Test
  void whoeverWaitsTooLongIsToldToSendItAgain() throws Exception {
    int number = Http.freePort();
    String uri = "netty-http:http://127.0.0.1:" + number + "/declarations";
    Address address = new Address("declarations", "", uri, Map.of());
    Receiver never = incoming -> new CompletableFuture<>();
    Duration soon = Duration.ofMillis(200);
    try (Port port =
        Port.open("port " + number, Map.of(address, never), new DefaultCamelContext(), soon)) {
      assertThat(port).isNotNull();
      assertThat(Http.post(number, "/declarations", "application/json", "{}"))
          .isEqualTo(
              new Http.Answer(
                  503,
                  "{\"error\":\"cannot be recorded now; send it again\"}",
                  "application/json"));
    }
  }
}
