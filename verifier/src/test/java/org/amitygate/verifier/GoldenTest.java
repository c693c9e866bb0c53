package org.amitygate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whoever agrees with these files agrees with the gate. */
class GoldenTest {

  private static final Path GOLDEN = Path.of("../bundles/gate-journal/src/test/resources/golden");

  private static JsonNode golden(String name) throws IOException {
    return new ObjectMapper().readTree(GOLDEN.resolve(name).toFile());
  }

  private static byte[] bytes(JsonNode hex) {
    return Hashes.bytes(hex.asText());
  }

  private static Row row(JsonNode golden) {
    UUID id = UUID.fromString(golden.path("id").asText());
    byte[] body = golden.path("body").asText().getBytes(StandardCharsets.UTF_8);
    return new Row(
        Optional.empty(),
        golden.path("stream").asText(),
        golden.path("seq").asLong(),
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array(),
        golden.path("at").asLong(),
        golden.path("type").asText(),
        golden.path("v").asInt(),
        Optional.of(body),
        Hashes.sha256(body),
        Optional.of(golden.path("personal")).filter(JsonNode::isTextual).map(GoldenTest::bytes),
        Optional.of(golden.path("personalDigest"))
            .filter(JsonNode::isTextual)
            .map(GoldenTest::bytes),
        bytes(golden.path("previous")),
        bytes(golden.path("hash")));
  }

  @Test
  void theGoldenRecordsHaveTheirHashes() throws Exception {
    JsonNode records = golden("records.json");
    assertThat(records).hasSize(4);
    for (JsonNode record : records) {
      Row row = row(record);
      assertThat(Hashes.hex(Hashes.record(row))).isEqualTo(record.path("hash").asText());
      row.personal()
          .ifPresent(
              personal ->
                  assertThat(Hashes.sha256(personal)).isEqualTo(row.personalDigest().get()));
      assertThat(Body.of(row.body().get()).isOf(row)).isTrue();
    }
  }

  @Test
  void theGoldenSealsHaveTheirRootsAndDigests() throws Exception {
    byte[] previous = Hashes.zeros();
    for (JsonNode golden : golden("seals.json")) {
      List<byte[]> leaves = new ArrayList<>();
      for (JsonNode head : golden.path("heads")) {
        leaves.add(new Head(head.get(0).asText(), head.get(1).asLong(), bytes(head.get(2))).leaf());
      }
      byte[] root = new MerkleTree(leaves).root();
      assertThat(Hashes.hex(root)).isEqualTo(golden.path("root").asText());
      Seal seal =
          new Seal(
              golden.path("day").asText(),
              golden.path("at").asLong(),
              previous,
              leaves.size(),
              root,
              new byte[32],
              Optional.empty());
      previous = Hashes.seal(seal);
      assertThat(Hashes.hex(previous)).isEqualTo(golden.path("digest").asText());
    }
  }

  @Test
  void everyLeafsPathLeadsToTheRootAndNoOtherDoes() {
    for (int size = 1; size <= 20; size++) {
      List<byte[]> leaves = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        leaves.add(new byte[] {(byte) i});
      }
      MerkleTree tree = new MerkleTree(leaves);
      for (int i = 0; i < size; i++) {
        List<byte[]> path = tree.path(i);
        assertThat(MerkleTree.root(leaves.get(i), i, size, path)).isEqualTo(tree.root());
        assertThat(MerkleTree.root(new byte[] {99}, i, size, path)).isNotEqualTo(tree.root());
        for (int other = 0; other < size; other++) {
          if (other != i) {
            assertThat(leadsTo(tree.root(), leaves.get(i), other, size, path)).isFalse();
          }
        }
        if (!path.isEmpty()) {
          assertThat(leadsTo(tree.root(), leaves.get(i), i, size, path.subList(1, path.size())))
              .isFalse();
        }
      }
    }
  }

  private static boolean leadsTo(byte[] root, byte[] leaf, int index, int size, List<byte[]> path) {
    try {
      return Arrays.equals(root, MerkleTree.root(leaf, index, size, path));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** It is compared with that of a file: another text needs another version of the format. */
  @Test
  void whatIsSaidInAnExportedFileBelongsToItsFormat() throws Exception {
    assertThat(Lines.VERSION).isEqualTo(1);
    assertThat(Hashes.hex(Hashes.sha256(Export.readme())))
        .isEqualTo("b38f5a3a236132464f11e4e5fc29401e3aee77b3c5091cd876b10d06bfc09112");
  }
}
