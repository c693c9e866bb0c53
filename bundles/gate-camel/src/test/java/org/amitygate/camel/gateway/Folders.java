package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.amitygate.config.PartnerConfig;
import org.amitygate.partner.PartnerProblem;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A partner that is reached by files in two folders, whatever brings the gate to them. */
@Execution(ExecutionMode.CONCURRENT)
abstract class Folders {

  @TempDir Path folder;

  Path in;
  Path out;
  final FakeConfig config = new FakeConfig();
  private Gateway gateway = new Gateway(config, DefaultCamelContext::new);
  private PartnerEndpoints endpoints;
  final List<String> received = new CopyOnWriteArrayList<>();
  private final AtomicReference<Function<byte[], CompletionStage<Optional<byte[]>>>> inbox =
      new AtomicReference<>();

  /** Where the gate sends to and receives from. */
  abstract String uri(Path of) throws Exception;

  @BeforeEach
  void open() throws Exception {
    in = folder.resolve("in");
    out = folder.resolve("out");
    answer("receipt");
    config.partners(
        Map.of(
            "cn",
            new PartnerConfig("cn", "p1", uri(out), uri(in), "", List.of(), Map.of(), Map.of())));
    listen();
  }

  private void listen() {
    endpoints =
        new PartnerEndpoints(
            gateway,
            config,
            (partner, message) -> {
              received.add(partner + " " + new String(message, StandardCharsets.UTF_8));
              return inbox.get().apply(message);
            },
            new PartnerCertificates());
  }

  @AfterEach
  void close() {
    endpoints.stop();
    gateway.close();
  }

  final void answer(String receipt) {
    Optional<byte[]> bytes =
        receipt.isEmpty()
            ? Optional.empty()
            : Optional.of(receipt.getBytes(StandardCharsets.UTF_8));
    inbox.set(message -> CompletableFuture.completedFuture(bytes));
  }

  /** As the other side does it: written under another name, and named when it is whole. */
  final void drop(String name, String content) throws IOException {
    Files.createDirectories(in);
    Path part = Files.writeString(in.resolve(name + ".part"), content);
    Files.move(part, in.resolve(name));
  }

  static List<String> contents(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> all = new java.util.ArrayList<>();
      for (Path file : files.sorted().toList()) {
        all.add(Files.readString(file));
      }
      return all;
    } catch (java.nio.file.NoSuchFileException e) {
      return List.of();
    }
  }

  final int carry(String message) throws Exception {
    return new PartnerPost(gateway, config, new PartnerCertificates())
        .post("cn", message.getBytes(StandardCharsets.UTF_8))
        .toCompletableFuture()
        .get(15, TimeUnit.SECONDS)
        .status();
  }

  @Test
  void aMessageIsTakenOnceAndItsReceiptGoesTheOtherWay() throws Exception {
    drop("m1", "message");
    Http.eventually(() -> contents(out), List.of("receipt"));
    Http.eventually(() -> contents(in), List.of());
    assertThat(received).containsExactly("cn message");
    answer("");
    drop("r1", "a receipt");
    Http.eventually(() -> contents(in), List.of());
    assertThat(contents(out)).as("nothing answers a receipt").containsExactly("receipt");
  }

  @Test
  void aFileThatIsBeingWrittenIsLeftAlone() throws Exception {
    Files.createDirectories(in);
    Files.writeString(in.resolve("m1.part"), "half of a mess");
    drop("m2", "whole");
    Http.eventually(() -> contents(in), List.of("half of a mess"));
    assertThat(received).containsExactly("cn whole");
  }

  @Test
  void aFileIsTakenAwayOnlyWhenItIsOnDiskHere() throws Exception {
    CompletableFuture<Optional<byte[]>> commit = new CompletableFuture<>();
    inbox.set(message -> commit);
    drop("m1", "message");
    Http.eventually(() -> List.copyOf(received), List.of("cn message"));
    assertThat(contents(in)).containsExactly("message");
    assertThat(contents(out)).as("no receipt before the commit").isEmpty();
    close();
    assertThat(contents(in)).as("the gate ended before the commit").containsExactly("message");
    answer("receipt");
    gateway = new Gateway(config, DefaultCamelContext::new);
    listen();
    Http.eventually(() -> contents(out), List.of("receipt"));
    Http.eventually(() -> contents(in), List.of());
    assertThat(received).containsExactly("cn message", "cn message");
  }

  @Test
  void whatCannotBeRecordedStaysAndWhatIsRefusedGoes() throws Exception {
    inbox.set(message -> CompletableFuture.failedFuture(new PartnerProblem(503, "disk full")));
    drop("m1", "message");
    Http.eventually(() -> received.size() >= 2, true);
    inbox.set(message -> CompletableFuture.failedFuture(new PartnerProblem(429, "too many")));
    int before = received.size();
    Http.eventually(() -> received.size() >= before + 2, true);
    assertThat(contents(in)).containsExactly("message");
    answer("receipt");
    Http.eventually(() -> contents(in), List.of());
    Http.eventually(() -> contents(out), List.of("receipt"));
    inbox.set(message -> CompletableFuture.failedFuture(new PartnerProblem(400, "no JSON")));
    drop("m2", "garbage");
    Http.eventually(() -> contents(in), List.of());
    assertThat(contents(out)).as("no receipt for it").containsExactly("receipt");
  }

  @Test
  void aFileThatIsTooLargeIsNotReadWhole() throws Exception {
    AtomicReference<Integer> size = new AtomicReference<>(0);
    inbox.set(
        message -> {
          size.set(message.length);
          return CompletableFuture.failedFuture(new PartnerProblem(413, "too large"));
        });
    drop("m1", "x".repeat(3 * EndpointUris.LARGEST));
    Http.eventually(size::get, EndpointUris.LARGEST + 1);
    Http.eventually(() -> contents(in), List.of());
  }

  @Test
  void aRepeatReplacesWhatIsHalfAndLeavesWhatIsWhole() throws Exception {
    assertThat(carry("message")).isEqualTo(Reply.CARRIED);
    assertThat(contents(out)).containsExactly("message");
    assertThat(carry("message")).isEqualTo(Reply.CARRIED);
    assertThat(contents(out)).as("still one").containsExactly("message");
    Path file;
    try (Stream<Path> files = Files.list(out)) {
      file = files.findFirst().orElseThrow();
    }
    Files.delete(file);
    Files.writeString(file.resolveSibling(file.getFileName() + ".part"), "half of");
    assertThat(carry("message")).isEqualTo(Reply.CARRIED);
    assertThat(contents(out)).containsExactly("message");
  }
}
