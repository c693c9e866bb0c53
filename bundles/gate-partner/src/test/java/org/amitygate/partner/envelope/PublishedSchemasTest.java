package org.amitygate.partner.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.handover.MessageType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas and the server's own checks are one truth. */
@Tag("slow")
class PublishedSchemasTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ID = "0193a5f0-0000-7000-8000-0000000000aa";

  /** Types of messages by which the gates compare their books. */
  private static final List<String> BOOKS =
      List.of(
          RouteBodies.EVIDENCE_HEAD,
          RouteBodies.RECONCILE,
          RouteBodies.RECONCILE_DETAIL,
          RouteBodies.RECONCILED);

  /** What may be found where something else was expected, as JSON. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "1",
          "-1",
          "1.5",
          "2147483646",
          "2147483647",
          "9007199254740991",
          "9007199254740992",
          "\"\"",
          "\" \"",
          "\"\\u00a0\"",
          "\"x\"",
          "\"x\\u0000\"",
          "\"\\u0000x\"",
          "\"x\\nx\"",
          "\"" + "x".repeat(128) + "\"",
          "\"" + "x".repeat(129) + "\"",
          "\"" + "\ud83d\ude9a".repeat(128) + "\"",
          "\"" + "\ud83d\ude9a".repeat(129) + "\"",
          "\"OPEN\"",
          "\"PROPOSED\"",
          "\"" + ID + "\"",
          "\"" + ID.replace("-7000-", "-4000-") + "\"",
          "\"" + ID.replace("-8000-", "-0000-") + "\"",
          "\"0193A5F0-0000-7000-8000-0000000000AA\"",
          "\"2026-11-23T05:00:00Z\"",
          "\"2026-11-23T05:00:00.123456789Z\"",
          "\"2026-11-23T05:00:00.1234567891Z\"",
          "\"2026-11-23T05:00:00+07:00\"",
          "\"2026-11-23t05:00:00Z\"",
          "\"2026-11-23T05:00Z\"",
          "\"2026-02-30T05:00:00Z\"",
          "\"2026-11-23T25:00:00Z\"",
          "[]",
          "{}",
          "{\"plate\":\"29C\"}",
          "{\"plate\":29}",
          "{\"plate\":\"29C\\u0000\"}",
          "{\"plate\":\"\"}",
          "{\"plate\":null}",
          "{\"plate\":2.5}",
          "{\"plate\":[]}",
          "{\"grossKg\":9007199254740992}",
          "{\"any\":[1]}",
          "[\"amity-1\"]",
          "{\"sets\":[\"GATE\"]}",
          "{\"sets\":[1]}",
          "{\"sets\":\"GATE\"}",
          "{\"restricted\":1}",
          "{\"customsVerdict\":true}",
          "{\"time\":\"2026-11-23T05:00:00Z\",\"uncertaintyMs\":0}",
          "{\"time\":\"2026-11-23T05:00:00Z\",\"uncertaintyMs\":0,\"more\":1}",
          "{\"time\":\"2026-11-23T05:00:00Z\"}");

  private static ObjectNode tree(String json) throws IOException {
    return (ObjectNode) JSON.readTree(json);
  }

  /** A good message of a type with every member that its body may have. */
  private static ObjectNode good(MessageType type) throws IOException {
    BodyForm form = BodyForm.of(type);
    boolean aboutRoute = form.about() == BodyForm.About.ROUTE;
    ObjectNode payload =
        tree(
            """
            {"v":1,"id":"%s","from":"a","to":"b","route":"r","crossingId":%s,"epoch":%d,"seq":1,"ack":0,
            "type":"%s","sentAt":{"time":"2026-11-23T05:00:00Z","uncertaintyMs":1000},
            "validUntil":null,"profile":"amity-1","body":{}}
            """
                .formatted(ID, aboutRoute ? "null" : '"' + ID + '"', aboutRoute ? 0 : 1, type));
    ObjectNode body = (ObjectNode) payload.get("body");
    for (BodyForm.Member member : form.members()) {
      String value =
          switch (member.kind()) {
            case TEXT, WORDS -> "\"OPEN\"";
            case TIME -> "\"2026-11-23T05:00:00Z\"";
            case COUNT, INT -> "1";
            case MESSAGE_ID -> '"' + ID + '"';
            case ANSWER -> "\"AGREED\"";
            case FLAG -> "true";
            case GATE_DATA -> "{\"plate\":\"29C-123.45\",\"grossKg\":31200}";
            case RESULT -> "{\"verdict\":\"SOUND\",\"grossKg\":31200.5,\"sealed\":true}";
          };
      body.set(member.name(), JSON.readTree(value));
    }
    return payload;
  }

  private static Optional<String> server(JsonNode payload) throws IOException {
    try {
      Envelope.read(
          JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsBytes(payload));
      return Optional.empty();
    } catch (PartnerProblem e) {
      assertThat(e.status()).isEqualTo(400);
      return Optional.of(e.getMessage());
    }
  }

  private static void agree(JsonNode payload) throws IOException {
    Set<?> schema = PublishedSchemas.problemsOfPayload(payload);
    Optional<String> server = server(payload);
    assertThat(schema.isEmpty())
        .as("%s%nschema: %s%nserver: %s", payload, schema, server)
        .isEqualTo(server.isEmpty());
  }

  /** Every member of an object, or one that is new, left out or with another value. */
  private static List<ObjectNode> others(ObjectNode object) throws IOException {
    List<String> names = new ArrayList<>(List.of("unknown"));
    object.fieldNames().forEachRemaining(names::add);
    List<ObjectNode> others = new ArrayList<>();
    for (String name : names) {
      others.add(object.deepCopy().without(name));
      for (String value : VALUES) {
        others.add(object.deepCopy().set(name, JSON.readTree(value)));
      }
    }
    return others;
  }

  @ParameterizedTest
  @EnumSource(MessageType.class)
  void schemaAndServerTakeTheSameMessages(MessageType type) throws IOException {
    ObjectNode good = good(type);
    assertThat(server(good)).isEmpty();
    agree(good);
    for (ObjectNode other : others(good)) {
      agree(other);
    }
    for (ObjectNode body : others((ObjectNode) good.get("body"))) {
      agree(good.deepCopy().set("body", body));
    }
  }

  @Test
  void aTypeThatIsNotKnownIsTakenByBoth() throws IOException {
    ObjectNode unknown = good(MessageType.COMMIT).put("type", "SOMETHING_NEW");
    assertThat(server(unknown)).isEmpty();
    agree(unknown);
    for (String name : List.of("A", "A" + "_".repeat(39), "A" + "_".repeat(40), "a", "A-B", "_A")) {
      agree(unknown.deepCopy().put("type", name));
    }
  }

  @Test
  void everyTypeAndMemberIsTheServers() throws IOException {
    JsonNode defs = PublishedSchemas.file("bodies.json").path("$defs");
    Set<String> types = new TreeSet<>();
    defs.fieldNames().forEachRemaining(types::add);
    types.removeIf(name -> Character.isLowerCase(name.charAt(0)));
    Set<String> known = new TreeSet<>(BOOKS);
    Arrays.stream(MessageType.values()).map(Enum::name).forEach(known::add);
    assertThat(types).isEqualTo(known);
    for (MessageType type : MessageType.values()) {
      List<BodyForm.Member> members = BodyForm.of(type).members();
      JsonNode body = defs.path(type.name());
      assertThat(names(body.path("properties")))
          .as(type.name())
          .containsExactlyInAnyOrderElementsOf(
              members.stream().map(BodyForm.Member::name).toList());
      for (BodyForm.Member member : members) {
        String form = body.path("properties").path(member.name()).path("$ref").asText();
        assertThat(form).isEqualTo("#/$defs/" + form(member));
      }
    }
    assertThat(names(defs.path("gateData").path("properties")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    Bodies.GATE_DATA,
                    DataSet.CUSTOMS.members(),
                    Set.of(DataSet.SETS, DataSet.RESTRICTED_JWE))
                .flatMap(Set::stream)
                .toList());
  }

  @Test
  void messagesMdNamesEveryTypeAndMember() throws IOException {
    List<String> rows =
        Files.readAllLines(PublishedSchemas.FOLDER.resolveSibling("messages.md")).stream()
            .filter(line -> line.matches("\\| `[A-Z_]+`.*\\| (S|R|both) \\|.*"))
            .toList();
    for (MessageType type : MessageType.values()) {
      List<String> its =
          rows.stream().filter(row -> row.split("\\|")[1].contains("`" + type + "`")).toList();
      assertThat(its).as(type.name()).hasSize(1);
      for (BodyForm.Member member : BodyForm.of(type).members()) {
        String name = "`" + member.name();
        assertThat(its.get(0)).containsPattern(name + "\\b");
        assertThat(its.get(0).contains("**" + name + "`**"))
            .as("%s.%s in bold", type, member.name())
            .isEqualTo(member.needed());
      }
    }
  }

  private static String form(BodyForm.Member member) {
    return switch (member.kind()) {
      case TEXT -> "text";
      case WORDS -> "words";
      case TIME -> member.needed() ? "time" : "timeOrNull";
      case COUNT -> member.needed() ? "count" : "countOrNull";
      case INT -> "int";
      case MESSAGE_ID -> "messageId";
      case ANSWER -> "answer";
      case FLAG -> "flag";
      case GATE_DATA -> "gateData";
      case RESULT -> "result";
    };
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void schemaAndServerTakeTheSameReceipts() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    ObjectNode good =
        tree(
            """
            {"v":1,"from":"b","to":"a","messageId":"%s","sha256":"%s","verdict":"APPLIED",
            "at":"2026-11-23T05:00:01Z"}
            """
                .formatted(ID, "0a".repeat(32)));
    List<ObjectNode> all = new ArrayList<>(others(good));
    all.add(good);
    all.addAll(others((ObjectNode) good.deepCopy().set("profiles", JSON.readTree("[\"a\"]"))));
    for (Receipt.Verdict verdict : Receipt.Verdict.values()) {
      all.add(good.deepCopy().put("verdict", verdict.name()));
    }
    int taken = 0;
    for (ObjectNode receipt : all) {
      byte[] signed = Signatures.sign(StrictJson.write(receipt), Signatures.RECEIPT, key);
      boolean server;
      try {
        Receipt.read(signed, kid -> Optional.of(key));
        server = true;
        taken++;
      } catch (PartnerProblem e) {
        server = false;
      }
      Set<?> schema = PublishedSchemas.problemsOfReceipt(receipt);
      assertThat(schema.isEmpty()).as("%s: %s", receipt, schema).isEqualTo(server);
    }
    assertThat(taken).isGreaterThan(Receipt.Verdict.values().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"payload\":\"e30\",\"protected\":\"e30\"}",
        "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"e31\"}",
        "{\"payload\":\"e30=\",\"protected\":\"e30\",\"signature\":\"e30\"}",
        "{\"payload\":\"e3/0\",\"protected\":\"e30\",\"signature\":\"e30\"}",
        "{\"payload\":\"e\",\"protected\":\"e30\",\"signature\":\"e30\"}",
        "{\"payload\":\"\",\"protected\":\"e30\",\"signature\":\"e30\"}",
        "{\"payload\":1,\"protected\":\"e30\",\"signature\":\"e30\"}",
        "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"e30\",\"header\":{}}"
      })
  void noOtherJwsIsTakenByEither(String jws) throws IOException {
    // {} as payload and header: as a JWS it is well formed
    String good = "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"e30\"}";
    assertThat(PublishedSchemas.problemsOfJws(tree(good))).isEmpty();
    assertThat(PublishedSchemas.problemsOfJws(tree(jws))).isNotEmpty();
    assertThat(status(jws)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\",\"kid\":\"k1\"}",
        "{\"alg\":\"ES256\"}",
        "{\"alg\":\"ES256\",\"kid\":\"\"}",
        "{\"alg\":\"ES256\",\"kid\":1}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"typ\":\"JWT\"}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"jwk\":{}}"
      })
  void noOtherHeaderIsTakenByEither(String header) throws IOException {
    String good = "{\"alg\":\"ES256\",\"kid\":\"k1\"}";
    assertThat(PublishedSchemas.problemsOfHeader(tree(good))).isEmpty();
    assertThat(PublishedSchemas.problemsOfHeader(tree(header))).isNotEmpty();
    String encoded =
        java.util.Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.getBytes(StandardCharsets.UTF_8));
    String jws =
        "{\"payload\":\"e30\",\"protected\":\"%s\",\"signature\":\"e30\"}".formatted(encoded);
    assertThat(status(jws)).isIn(400, 401);
  }

  private static int status(String jws) {
    try {
      Signatures.verify(
          jws.getBytes(StandardCharsets.UTF_8), Signatures.MESSAGE, kid -> Optional.empty());
      return 200;
    } catch (PartnerProblem e) {
      return e.status();
    }
  }

  /** {@code messages.md} says these in words. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"result\":{\"grossKg\":9007199254740993}}",
        "{\"result\":{\"text\":\"half \\ud83d of a pair\"}}"
      })
  void whatASchemaCannotSay(String body) throws IOException {
    ObjectNode payload = good(MessageType.JOINT_RESULT);
    payload.set("body", JSON.readTree(body));
    assertThat(PublishedSchemas.problemsOfPayload(payload)).isEmpty();
    assertThat(server(payload)).isPresent();
  }
}
