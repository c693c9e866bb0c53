package org.amitygate.partner.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was once signed stays readable: these files are never changed, new versions add files. */
class GoldenMessagesTest {

  private static byte[] file(String name) throws IOException {
    try (InputStream in = GoldenMessagesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static Optional<ECKey> key() {
    try {
      return Optional.of(ECKey.parse(new String(file("key.public.jwk"), StandardCharsets.UTF_8)));
    } catch (IOException | java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anOfferOfTheFirstRelease() throws Exception {
    Signatures.Signed signed =
        Signatures.verify(file("offer-v1.json"), Signatures.MESSAGE, kid -> key());
    Envelope offer = Envelope.read(signed.payload());
    assertThat(offer.bytes()).isEqualTo(signed.payload());
    PublishedSchemas.checkMessage(file("offer-v1.json"));
    assertThat(new String(signed.payload(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"v\":1,\"id\":\"0193a5f0-0000-7000-8000-000000000001\",\"from\":\"vn-huunghi\",\"to\":\"cn-youyi\","
                + "\"route\":\"1119-1120\",\"crossingId\":\"0193a5f0-0000-7000-8000-000000000002\",\"epoch\":1,"
                + "\"seq\":1,\"ack\":0,\"type\":\"OFFER\","
                + "\"sentAt\":{\"time\":\"2026-11-23T05:00:00.123456Z\",\"uncertaintyMs\":1000},"
                + "\"validUntil\":\"2026-11-23T05:10:00Z\",\"profile\":\"amity-1\","
                + "\"body\":{\"lane\":\"L3\",\"name\":\"HN-1\",\"data\":{\"plate\":\"29C-123.45\",\"grossKg\":31200}}}");
  }

  @Test
  void itsReceipt() throws Exception {
    Receipt receipt = Receipt.read(file("receipt-v1.json"), kid -> key());
    assertThat(receipt.sha256()).isEqualTo(Signatures.sha256(file("offer-v1.json")));
    PublishedSchemas.checkReceipt(file("receipt-v1.json"));
    assertThat(receipt.verdict()).isEqualTo(Receipt.Verdict.APPLIED);
    assertThat(receipt.at()).isEqualTo(Instant.parse("2026-11-23T05:00:01Z"));
  }
}
