package org.amitygate.check.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * "Signed hash of the exact bytes received, verdict and time" (messages.md, "A receipt").
 *
 * @param verdict one of {@link #VERDICTS}
 * @param bytes as they came
 */
public record Receipt(String messageId, String sha256, String verdict, byte[] bytes) {

  public static final Set<String> VERDICTS =
      Set.of("APPLIED", "RECORDED", "HELD", "EXPIRED", "DUPLICATE");

  private static final Set<String> MEMBERS =
      Set.of("v", "from", "to", "messageId", "sha256", "verdict", "at");

  /** Makes one for what this side received. */
  public static byte[] make(
      String from, String to, String messageId, String sha256, String verdict, ECKey key) {
    ObjectNode tree = Jws.object().put("v", 1).put("from", from).put("to", to);
    tree.put("messageId", messageId).put("sha256", sha256).put("verdict", verdict);
    return Jws.sign(tree.put("at", Instant.now().toString()), Jws.RECEIPT, key);
  }

  /** Reads what the other side answered to a message of this side. */
  static Receipt read(byte[] bytes, String us, String them, List<ECKey> keys) throws Jws.Wrong {
    ObjectNode tree = Jws.verify(bytes, Jws.RECEIPT, keys);
    Jws.only(tree, MEMBERS, "the receipt");
    expect("v", "1", tree.path("v").asText());
    expect("from", them, tree.path("from").asText());
    expect("to", us, tree.path("to").asText());
    String verdict = tree.path("verdict").asText();
    if (!VERDICTS.contains(verdict)) {
      throw new Jws.Wrong("the receipt's verdict is " + verdict + ", none of " + VERDICTS);
    }
    try {
      Instant.parse(tree.path("at").asText());
    } catch (DateTimeException e) {
      throw new Jws.Wrong("the receipt's 'at' is no UTC time: " + tree.path("at"));
    }
    return new Receipt(
        tree.path("messageId").asText(), tree.path("sha256").asText(), verdict, bytes);
  }

  private static void expect(String member, String expected, String found) throws Jws.Wrong {
    if (!expected.equals(found)) {
      throw new Jws.Wrong("the receipt's '" + member + "' is " + found + ", not " + expected);
    }
  }
}
