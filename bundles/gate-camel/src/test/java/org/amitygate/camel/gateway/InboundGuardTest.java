package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guard of a port, on connections without sockets and a clock that the test moves. */
class InboundGuardTest {

  private static final int CONNECTIONS = 256;
  private static final int BODY = 4;

  private final InboundGuard guard =
      new InboundGuard(
          CONNECTIONS, 100, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(25));
  private final List<EmbeddedChannel> connections = new ArrayList<>();

  @AfterEach
  void close() {
    connections.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  private EmbeddedChannel connect() {
    EmbeddedChannel connection = new EmbeddedChannel();
    connection.freezeTime();
    connection.pipeline().addLast(guard.newChannelHandler());
    connections.add(connection);
    return connection;
  }

  private static void head(EmbeddedChannel connection) {
    HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
    head.headers().set(HttpHeaderNames.CONTENT_LENGTH, BODY);
    connection.writeInbound(head);
  }

  private static void body(EmbeddedChannel connection) {
    connection.writeInbound(new DefaultLastHttpContent(Unpooled.wrappedBuffer(new byte[BODY])));
  }

  private static void answer(EmbeddedChannel connection) {
    connection.writeOutbound(
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
  }

  private static void pass(EmbeddedChannel connection, int seconds) {
    connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
    connection.runScheduledPendingTasks();
  }

  @Test
  void aFloodOfConnectionsEndsNoRequestThatIsUnderWay() {
    EmbeddedChannel working = connect();
    head(working);
    for (int i = 0; i < 300; i++) {
      connect();
    }
    assertThat(connections.stream().filter(EmbeddedChannel::isOpen)).hasSize(CONNECTIONS);

    body(working);

    assertThat(working.inboundMessages()).as("the request, whole").hasSize(2);
    assertThat(working.isOpen()).isTrue();
    answer(working);
    assertThat(working.<HttpResponse>readOutbound().status()).isEqualTo(HttpResponseStatus.OK);
  }

  @Test
  void theOneThatHasBeenIdleLongestGivesWay() {
    for (int i = 0; i < CONNECTIONS; i++) {
      connect();
    }
    EmbeddedChannel first = connections.get(0);
    head(first);
    body(first);
    answer(first);

    assertThat(connect().isOpen()).isTrue();

    assertThat(first.isOpen()).as("it rests since its answer").isTrue();
    assertThat(connections.get(1).isOpen()).isFalse();
  }

  @Test
  void ifNoneIsIdleTheNewOneIsClosed() {
    for (int i = 0; i < CONNECTIONS; i++) {
      head(connect());
    }
    assertThat(connect().isOpen()).isFalse();
    assertThat(connections.subList(0, CONNECTIONS)).allMatch(EmbeddedChannel::isOpen);
  }

  @Test
  void whoSaysNothingForAMinuteIsClosed() {
    EmbeddedChannel connection = connect();
    pass(connection, 59);
    assertThat(connection.isOpen()).isTrue();
    head(connection);
    body(connection);
    answer(connection);
    pass(connection, 59);
    assertThat(connection.isOpen()).as("it rests since its answer").isTrue();
    pass(connection, 1);
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void aRequestIsWholeInTenSecondsOrIsRefused() {
    EmbeddedChannel connection = connect();
    head(connection);
    pass(connection, 9);
    assertThat(connection.outboundMessages()).isEmpty();
    pass(connection, 1);
    assertThat(connection.<HttpResponse>readOutbound().status())
        .isEqualTo(HttpResponseStatus.REQUEST_TIMEOUT);
  }

  @Test
  void whoeverIsNotAnsweredIsClosedInTheEnd() {
    EmbeddedChannel connection = connect();
    head(connection);
    body(connection);
    pass(connection, 24);
    assertThat(connection.isOpen()).isTrue();
    pass(connection, 1);
    assertThat(connection.isOpen()).isFalse();
  }
}
