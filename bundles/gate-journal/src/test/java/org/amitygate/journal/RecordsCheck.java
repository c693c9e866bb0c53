package org.amitygate.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A verifier written from docs/records.md alone: shares no code with what it verifies. */
final class RecordsCheck {

  private static final byte[] ZEROS = new byte[32];
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What is wrong, in the order in which it was found; empty if all is right. */
  final List<String> faults = new ArrayList<>();

  /** Ids of all records, in hexadecimal. */
  final Set<String> ids = new TreeSet<>();

  RecordsCheck(Connection db) throws SQLException, IOException {
    try (Statement statement = db.createStatement()) {
      records(statement);
      seals(statement);
    }
  }

  private void records(Statement statement) throws SQLException, IOException {
    String stream = "";
    long seq = 0;
    byte[] previous = ZEROS;
    try (ResultSet row = statement.executeQuery("SELECT * FROM record ORDER BY stream, seq")) {
      while (row.next()) {
        if (!row.getString("stream").equals(stream)) {
          stream = row.getString("stream");
          seq = 0;
          previous = ZEROS;
        }
        String key = stream + "/" + row.getLong("seq");
        check(row.getLong("seq") == ++seq, key + " does not follow " + (seq - 1));
        check(Arrays.equals(row.getBytes("previous"), previous), key + ": previous");
        byte[] personal = row.getBytes("personal");
        byte[] digest = row.getBytes("personal_digest");
        check(
            personal == null || digest != null && Arrays.equals(sha256(personal), digest),
            key + ": personal");
        check(Arrays.equals(row.getBytes("hash"), hash(row, digest)), key + ": hash");
        JsonNode body = MAPPER.readTree(row.getBytes("body"));
        check(body.path("type").asText().equals(row.getString("type")), key + ": type");
        check(body.path("v").asInt() == row.getInt("v"), key + ": v");
        check(ids.add(HexFormat.of().formatHex(row.getBytes("id"))), key + ": id used twice");
        previous = row.getBytes("hash");
      }
    }
  }

  private void seals(Statement statement) throws SQLException, IOException {
    byte[] previous = ZEROS;
    try (ResultSet row = statement.executeQuery("SELECT * FROM seal ORDER BY day")) {
      while (row.next()) {
        String day = row.getString("day");
        List<byte[]> leaves = new ArrayList<>();
        for (JsonNode head : MAPPER.readTree(row.getBytes("heads"))) {
          Bytes leaf = new Bytes();
          leaf.text(head.get(0).asText());
          leaf.out.writeLong(head.get(1).asLong());
          leaf.out.write(HexFormat.of().parseHex(head.get(2).asText()));
          leaves.add(leaf.all());
        }
        check(Arrays.equals(row.getBytes("previous"), previous), day + ": previous");
        check(Arrays.equals(row.getBytes("root"), root(leaves)), day + ": root");
        Bytes signed = new Bytes();
        signed.out.writeBytes("AGS1");
        signed.text(day);
        signed.out.writeLong(row.getLong("at"));
        signed.out.write(previous);
        signed.out.writeLong(leaves.size());
        signed.out.write(row.getBytes("root"));
        check(Arrays.equals(row.getBytes("digest"), sha256(signed.all())), day + ": digest");
        previous = row.getBytes("digest");
      }
    }
  }

  private static byte[] hash(ResultSet row, byte[] personalDigest)
      throws SQLException, IOException {
    Bytes header = new Bytes();
    header.out.writeBytes("AGR1");
    header.text(row.getString("stream"));
    header.out.writeLong(row.getLong("seq"));
    header.out.write(row.getBytes("id"));
    header.out.writeLong(row.getLong("at"));
    header.text(row.getString("type"));
    header.out.writeInt(row.getInt("v"));
    header.out.write(sha256(row.getBytes("body")));
    header.out.write(personalDigest == null ? ZEROS : personalDigest);
    header.out.write(row.getBytes("previous"));
    return sha256(header.all());
  }

  private static byte[] root(List<byte[]> leaves) throws IOException {
    if (leaves.isEmpty()) {
      return sha256(new byte[0]);
    }
    Bytes node = new Bytes();
    if (leaves.size() == 1) {
      node.out.write(0);
      node.out.write(leaves.get(0));
    } else {
      int k = 1;
      while (2 * k < leaves.size()) {
        k *= 2;
      }
      node.out.write(1);
      node.out.write(root(leaves.subList(0, k)));
      node.out.write(root(leaves.subList(k, leaves.size())));
    }
    return sha256(node.all());
  }

  private void check(boolean right, String fault) {
    if (!right) {
      faults.add(fault);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Bytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final DataOutputStream out = new DataOutputStream(bytes);

    void text(String text) throws IOException {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(utf8.length);
      out.write(utf8);
    }

    byte[] all() {
      return bytes.toByteArray();
    }
  }
}
