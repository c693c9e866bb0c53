package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Receipts on a way that carries nothing for some time. */
class ReceiptPostTest {

  private final List<CompletableFuture<Reply>> carried = new ArrayList<>();
  private final ReceiptPost receipts =
      new ReceiptPost(
          (partner, bytes) -> {
            carried.add(new CompletableFuture<>());
            return carried.get(carried.size() - 1);
          });

  private void post(String partner, int number) {
    receipts.post(partner, ("receipt " + number).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theSameReceiptIsOnItsWayOnce() {
    post("huu-nghi", 1);
    post("huu-nghi", 1);
    assertThat(carried).hasSize(1);
    carried.get(0).complete(Reply.empty(Reply.CARRIED));
    post("huu-nghi", 1);
    assertThat(carried).hasSize(2);
  }

  @Test
  void noMoreThanSoManyWaitForOnePartner() {
    for (int i = 0; i < 2 * ReceiptPost.MOST; i++) {
      post("huu-nghi", i);
    }
    assertThat(carried).hasSize(ReceiptPost.MOST);
    post("youyi", 1);
    assertThat(carried).as("another partner's way is another").hasSize(ReceiptPost.MOST + 1);
    carried.get(0).completeExceptionally(new java.io.IOException("down"));
    post("huu-nghi", 2 * ReceiptPost.MOST);
    assertThat(carried).hasSize(ReceiptPost.MOST + 2);
  }
}
