package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.amitygate.authority.Answer;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.authority.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ServingAuthorityTest {

  private static final Request REQUEST = new Request("1", "release", "D", Instant.EPOCH, Map.of());

  /** Answers with its name; a call waits until it may end. */
  private record Protocol(String name, CountDownLatch began, CountDownLatch mayEnd)
      implements AuthorityProtocol {

    Protocol(String name) {
      this(name, new CountDownLatch(1), new CountDownLatch(1));
    }

    @Override
    public String contentType() {
      return name;
    }

    @Override
    public byte[] encode(Request request) {
      began.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return name.getBytes();
    }

    @Override
    public Answer decode(byte[] bytes) {
      throw new IllegalStateException("bytes of " + name);
    }
  }

  @Test
  void theOldOneIsLetGoOnlyWhenItsCallsHaveEnded() throws Exception {
    Protocol old = new Protocol("old");
    Protocol next = new Protocol("next");
    ServingAuthority serving = new ServingAuthority(old);
    CompletableFuture<byte[]> call = CompletableFuture.supplyAsync(() -> serving.encode(REQUEST));
    old.began().await();

    assertThat(serving.use(next, Duration.ofMillis(50))).isFalse();
    assertThat(serving.contentType()).isEqualTo("next");
    assertThat(call).isNotDone();

    old.mayEnd().countDown();
    assertThat(call.join()).asString().isEqualTo("old");
  }

  @Test
  void waitsForACallThatEndsInTime() throws Exception {
    Protocol old = new Protocol("old");
    ServingAuthority serving = new ServingAuthority(old);
    CompletableFuture<byte[]> call = CompletableFuture.supplyAsync(() -> serving.encode(REQUEST));
    old.began().await();
    CompletableFuture<Boolean> letGo =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return serving.use(new Protocol("next"), Duration.ofSeconds(10));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    while (!serving.contentType().equals("next")) {
      Thread.onSpinWait();
    }
    assertThat(letGo).isNotDone();

    old.mayEnd().countDown();
    assertThat(letGo.join()).isTrue();
    assertThat(call).isDone();
  }

  @Test
  void aCallThatThrewHasEnded() throws Exception {
    ServingAuthority serving = new ServingAuthority(new Protocol("old"));
    try {
      serving.decode(new byte[0]);
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("bytes of old");
    }

    assertThat(serving.use(new Protocol("next"), Duration.ofMillis(50))).isTrue();
  }

  @Test
  void countsHowEachVersionDoes() throws Exception {
    Protocol old = new Protocol("old");
    ServingAuthority serving = new ServingAuthority(old);
    CompletableFuture<byte[]> call = CompletableFuture.supplyAsync(() -> serving.encode(REQUEST));
    old.began().await();
    assertThat(serving.figures().calls()).isEqualTo(1);
    assertThat(serving.figures().longest()).isPositive();
    old.mayEnd().countDown();
    call.join();
    assertThat(serving.figures()).isEqualTo(figures(1, 0, "", 0, 0));
    assertThatThrownBy(() -> serving.decode(new byte[0])).isInstanceOf(IllegalStateException.class);
    assertThat(serving.figures())
        .isEqualTo(figures(2, 1, "java.lang.IllegalStateException: bytes of old", 1, 0));
    serving.use(new Protocol("next"), Duration.ofSeconds(10));
    assertThat(serving.figures()).isEqualTo(AuthorityFigures.NONE);
    assertThat(serving.past().failures()).isEqualTo(1);
  }

  private static AuthorityFigures figures(
      long calls, long failures, String last, long answers, long undecodable) {
    return new AuthorityFigures(calls, failures, last, answers, undecodable, Duration.ZERO);
  }
}
