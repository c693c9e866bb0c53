package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.amitygate.partner.PartnerProblem;
import org.junit.jupiter.api.Test;

class TurnstileTest {

  private final Turnstile turnstile = new Turnstile(2, 2, () -> new PartnerProblem(429, "full"));
  private final List<CompletableFuture<String>> begun = new ArrayList<>();

  private CompletableFuture<String> pass() {
    return turnstile.pass(
        () -> {
          begun.add(new CompletableFuture<>());
          return begun.get(begun.size() - 1);
        });
  }

  @Test
  void onlySoManyAtOnceAndInOrder() {
    List<CompletableFuture<String>> passes = List.of(pass(), pass(), pass(), pass());
    assertThat(begun).hasSize(2);
    begun.get(1).complete("b");
    assertThat(passes.get(1)).isCompletedWithValue("b");
    assertThat(begun).hasSize(3);
    begun.get(2).completeExceptionally(new IllegalStateException("c"));
    assertThat(passes.get(2)).isCompletedExceptionally();
    assertThat(begun).hasSize(4);
    begun.get(3).complete("d");
    begun.get(0).complete("a");
    assertThat(passes.get(3)).isCompletedWithValue("d");
    assertThat(pass()).isNotDone();
    assertThat(begun).hasSize(5);
  }

  @Test
  void moreThanThatAreSentAway() {
    List<CompletableFuture<String>> passes = List.of(pass(), pass(), pass(), pass());
    assertThatThrownBy(() -> pass().join())
        .cause()
        .isInstanceOfSatisfying(
            PartnerProblem.class, problem -> assertThat(problem.status()).isEqualTo(429));
    begun.get(0).complete("a");
    assertThat(passes.get(0)).isCompletedWithValue("a");
    assertThat(pass()).isNotDone();
  }

  @Test
  void workThatFailsToBeginGivesItsPlaceBack() {
    for (int i = 0; i < 5; i++) {
      assertThat(
              turnstile.<String>pass(
                  () -> {
                    throw new IllegalStateException("no");
                  }))
          .isCompletedExceptionally();
    }
    pass();
    assertThat(begun).hasSize(1);
  }
}
