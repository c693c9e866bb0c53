package org.amitygate.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriggerTest {

  @TempDir Path folder;
  private final CountDownLatch killed = new CountDownLatch(1);
  private Trigger trigger;

  @BeforeEach
  void begin() throws IOException {
    trigger = new Trigger(folder, killed::countDown);
  }

  private void order(String line) throws IOException {
    Files.writeString(folder.resolve("order"), line + "\n");
    trigger.look();
  }

  private String file(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** Whoever comes by the point at which it dies never gets past it. */
  private Thread comesBy(String point, String detail) {
    Thread thread =
        new Thread(
            () -> {
              try {
                trigger.at(point, detail);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  void nothingHappensWithoutAnOrder() throws IOException {
    trigger.at("commit:A:before", "");
    trigger.at("commit:A:before", "");
    trigger.at("commit:A:after", "");
    assertThat(killed.getCount()).isEqualTo(1);
    assertThat(file("seen")).isEqualTo("commit:A:before\ncommit:A:after\n");
  }

  @Test
  void diesAtTheCountFromTheOrderOnAndHoldsOnlyWhoeverIsThere() throws Exception {
    trigger.at("commit:A:before", "");
    order("7 2 commit:A:before");
    assertThat(file("taken")).isEqualTo("7\n");
    trigger.at("commit:A:before", "one");
    trigger.at("commit:B:before", "other");
    assertThat(folder.resolve("hit")).doesNotExist();
    Thread first = comesBy("commit:A:before", "two");
    killed.await();
    assertThat(file("hit")).isEqualTo("7 commit:A:before two\n");
    while (first.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    comesBy("commit:A:before", "three").join();
    assertThat(first.isAlive()).isTrue();
    assertThat(file("hit")).isEqualTo("7 commit:A:before two\n");
    order("8 0 -");
    assertThat(file("taken")).isEqualTo("7\n");
  }

  @Test
  void whatIsTakenBackDoesNotHappen() throws IOException {
    order("7 1 commit:A:before");
    order("8 0 -");
    assertThat(file("taken")).isEqualTo("8\n");
    trigger.at("commit:A:before", "");
    assertThat(killed.getCount()).isEqualTo(1);
  }

  @Test
  void anOrderFromBeforeTheStartIsInForceAtOnce() throws Exception {
    Files.writeString(folder.resolve("order"), "9 1 commit:GateStarted:before\n");
    trigger = new Trigger(folder, killed::countDown);
    comesBy("commit:GateStarted:before", "");
    killed.await();
    assertThat(file("hit")).isEqualTo("9 commit:GateStarted:before \n");
  }
}
