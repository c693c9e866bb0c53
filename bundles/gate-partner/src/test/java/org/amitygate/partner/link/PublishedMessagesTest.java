package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.envelope.PublishedSchemas;
import org.amitygate.partner.envelope.Receipt;
import org.amitygate.partner.envelope.RouteBodies;
import org.amitygate.partner.envelope.Signatures;
import org.amitygate.partner.handover.MessageType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The published samples are what two real gates say to each other, and what one of them answers to
 * an attacker. With {@code -Dsamples.write=true} they are written anew; else the published bytes
 * take the place of the gates' own on their way, so that real gates judge them.
 */
class PublishedMessagesTest {

  private static final Path FOLDER = Path.of("../../docs/partner/samples");
  private static final boolean WRITE = Boolean.getBoolean("samples.write");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @TempDir Path folder;
  private GatePair pair;

  @BeforeEach
  void gatesWithPublishedKeys() throws IOException {
    for (String gate : new String[] {"vn-huunghi", "cn-youyi"}) {
      Files.copy(FOLDER.resolve("keys/" + gate + ".jwk"), folder.resolve(gate + ".jwk"));
    }
    pair = GatePair.of(folder);
    for (String gate : new String[] {"vn-huunghi", "cn-youyi"}) {
      String name = gate + ".public.jwk";
      assertThat(JSON.readTree(FOLDER.resolve("keys/" + name).toFile()))
          .isEqualTo(JSON.readTree(folder.resolve(name).toFile()));
    }
  }

  /** What passes between two gates, one message and its receipt after the other. */
  private final class Talk {

    private final ArrayNode steps;
    private final boolean write;
    private int next;
    private byte[] said = new byte[0];

    Talk(ArrayNode steps, boolean write) {
      this.steps = steps;
      this.write = write;
      for (TestGate gate : new TestGate[] {pair.exit(), pair.entry()}) {
        gate.wire = message -> on(gate.id, message);
        gate.wireBack = receipt -> back(gate.other, receipt);
      }
    }

    private byte[] on(String from, byte[] message) {
      said = message;
      if (write) {
        ObjectNode step = steps.addObject().put("from", from).put("message", text(message));
        step.set("payload", payload(message));
        return message;
      }
      assertThat(next).as("messages said").isLessThan(steps.size());
      JsonNode step = steps.get(next);
      assertThat(step.path("from").asText()).isEqualTo(from);
      byte[] published = step.path("message").asText().getBytes(StandardCharsets.UTF_8);
      assertThat(payload(published)).isEqualTo(step.path("payload"));
      assertThat(repeatable(message)).isEqualTo(repeatable(published));
      return published;
    }

    /** Roots of records are not the same in two runs: there are signatures in what they cover. */
    private JsonNode repeatable(byte[] message) {
      ObjectNode payload = (ObjectNode) payload(message);
      if (payload.path("type").asText().equals(RouteBodies.EVIDENCE_HEAD)) {
        ((ObjectNode) payload.path("body")).remove(List.of("root", "previous"));
      }
      return payload;
    }

    /** A receipt for the published bytes; the sender gets the same for its own. */
    private byte[] back(String from, byte[] receipt) {
      if (write) {
        ObjectNode step = (ObjectNode) steps.get(steps.size() - 1);
        step.put("receipt", text(receipt)).set("receiptPayload", payload(receipt));
        return receipt;
      }
      JsonNode step = steps.get(next++);
      byte[] published = step.path("receipt").asText().getBytes(StandardCharsets.UTF_8);
      PublishedSchemas.checkReceipt(published);
      assertThat(payload(published)).isEqualTo(step.path("receiptPayload"));
      assertThat(payload(receipt)).isEqualTo(step.path("receiptPayload"));
      try {
        Receipt told = Receipt.read(published, kid -> Optional.of(key(from)));
        return new Receipt(
                told.from(),
                told.to(),
                told.messageId(),
                Signatures.sha256(said),
                told.verdict(),
                told.at(),
                told.profiles())
            .signed(key(from));
      } catch (PartnerProblem e) {
        throw new AssertionError(e);
      }
    }
  }

  private ECKey key(String gate) {
    try {
      return ECKey.parse(Files.readString(folder.resolve(gate + ".jwk")));
    } catch (IOException | java.text.ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JsonNode payload(byte[] jws) {
    try {
      return JSON.readTree(Signatures.unverifiedPayload(jws));
    } catch (IOException | PartnerProblem e) {
      throw new AssertionError(e);
    }
  }

  private static void write(String file, ObjectNode sample) throws IOException {
    Files.writeString(FOLDER.resolve(file), JSON.writeValueAsString(sample) + "\n");
  }

  @ParameterizedTest
  @EnumSource(Scenarios.class)
  void whatGatesSayIsWhatIsPublished(Scenarios scenario) throws IOException {
    if (WRITE) {
      ObjectNode sample = JSON.createObjectNode().put("title", scenario.title);
      new Talk(sample.putArray("steps"), true);
      scenario.play(pair);
      write(scenario.file(), sample);
      return;
    }
    JsonNode sample = JSON.readTree(FOLDER.resolve(scenario.file()).toFile());
    assertThat(sample.path("title").asText()).isEqualTo(scenario.title);
    Talk talk = new Talk((ArrayNode) sample.path("steps"), false);
    scenario.play(pair);
    assertThat(talk.next).as("messages said and taken").isEqualTo(talk.steps.size());
  }

  /** With its samples, or a partner has none to learn it from. */
  @Test
  void everyTypeHasASample() throws IOException {
    Set<String> types = new TreeSet<>();
    for (Scenarios scenario : Scenarios.values()) {
      JSON.readTree(FOLDER.resolve(scenario.file()).toFile())
          .path("steps")
          .forEach(step -> types.add(step.path("payload").path("type").asText()));
    }
    assertThat(types)
        .containsAll(
            Arrays.stream(MessageType.values())
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new)))
        .contains(
            RouteBodies.EVIDENCE_HEAD,
            RouteBodies.RECONCILE,
            RouteBodies.RECONCILE_DETAIL,
            RouteBodies.RECONCILED);
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".json")))
          .hasSize(Scenarios.values().length + 1);
    }
  }

  @Test
  void anAttackerIsAnsweredAsIsPublished() throws Exception {
    if (WRITE) {
      ObjectNode sample = JSON.createObjectNode();
      sample.put("title", "messages to cn-youyi, one after the other, and what it answers");
      HostileSamples.write(sample.putArray("messages"), key("vn-huunghi"));
      for (JsonNode message : sample.path("messages")) {
        answer((ObjectNode) message);
      }
      write("hostile.json", sample);
    }
    JsonNode messages = JSON.readTree(FOLDER.resolve("hostile.json").toFile()).path("messages");
    assertThat(messages).isNotEmpty();
    if (WRITE) {
      return;
    }
    for (JsonNode message : messages) {
      ObjectNode answered = ((ObjectNode) message).deepCopy();
      answered.remove("status");
      answered.remove("verdict");
      answer(answered);
      assertThat(answered).as(message.path("name").asText()).isEqualTo(message);
    }
  }

  /** Puts in what the real entry gate answers. */
  private void answer(ObjectNode sample) throws Exception {
    String message = sample.path("message").asText() + " ".repeat(sample.path("spaces").asInt());
    try {
      byte[] receipt =
          pair.entry()
              .link
              .inbox()
              .receive("vn-huunghi", message.getBytes(StandardCharsets.UTF_8))
              .toCompletableFuture()
              .join()
              .orElseThrow();
      sample.put("status", 200).put("verdict", payload(receipt).path("verdict").asText());
    } catch (CompletionException e) {
      sample.put("status", ((PartnerProblem) e.getCause()).status());
    }
  }

  @Test
  void theSamplesOfAnAttackerAreOfEveryKind() throws IOException {
    Map<Integer, Long> statuses = new java.util.TreeMap<>();
    Set<String> verdicts = new TreeSet<>();
    for (JsonNode message :
        JSON.readTree(FOLDER.resolve("hostile.json").toFile()).path("messages")) {
      statuses.merge(message.path("status").asInt(), 1L, Long::sum);
      verdicts.add(message.path("verdict").asText());
    }
    assertThat(statuses.keySet()).contains(200, 400, 401, 403, 409, 413, 503);
    assertThat(verdicts).contains("APPLIED", "RECORDED", "HELD", "EXPIRED", "DUPLICATE");
  }
}
