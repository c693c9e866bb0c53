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
    return pass("vn-huunghi");
  }

  private CompletableFuture<String> pass(String whose) {
    return turnstile.pass(
        whose,
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
  void nobodyWaitsBehindAllOfAnothers() {
    List<CompletableFuture<String>> many = List.of(pass(), pass(), pass(), pass());
    assertThatThrownBy(() -> pass().join()).hasCauseInstanceOf(PartnerProblem.class);
    CompletableFuture<String> other = pass("la-dansavan");
    CompletableFuture<String> another = pass("la-dansavan");
    for (int i = 0; i < 6; i++) {
      begun.get(i).complete(String.valueOf(i));
    }
    assertThat(many.get(2)).isCompletedWithValue("2");
    assertThat(other).isCompletedWithValue("3");
    assertThat(many.get(3)).isCompletedWithValue("4");
    assertThat(another).isCompletedWithValue("5");
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
                  "vn-huunghi",
                  () -> {
                    throw new IllegalStateException("no");
                  }))
          .isCompletedExceptionally();
    }
    pass();
    assertThat(begun).hasSize(1);
  }
}
