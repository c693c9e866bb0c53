package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.config.GateConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.json.Json;
import org.amitygate.partner.envelope.DataSet;
import org.amitygate.partner.envelope.Signatures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a partner is told of a crossing is what its profile discloses, and no more. */
class DisclosureTest {
  private static final Map<String, Object> FACTS =
      Map.of(
          "plate", "29C12345",
          "grossKg", 31_200L,
          "customsVerdict", "RELEASED",
          "riskScore", 97L,
          "driverName", "Nguyen Van A",
          "incident", "leak");

  @TempDir Path folder;

  private static JsonNode offered(Set<String> discloses, String agencyKey, Path folder)
      throws Exception {
    GatePair pair = GatePair.of(folder);
    GateConfig before = pair.exit().config;
    PartnerConfig partner = before.partners().get(pair.exit().other);
    pair.exit().config =
        new GateConfig(
            before.gate(),
            before.lanes(),
            Map.of(
                partner.id(),
                new PartnerConfig(
                    partner.id(),
                    partner.profiles(),
                    "",
                    "",
                    partner.signingKey(),
                    partner.partnerKeys(),
                    Map.of(),
                    partner.limits(),
                    discloses,
                    agencyKey)),
            Map.of(),
            Optional.empty(),
            Map.of(),
            "digest");
    pair.exit().begin(FACTS);
    pair.upTo(HandoverState.OFFERED);
    assertThat(pair.entry().state()).isEqualTo(HandoverState.OFFERED);
    assertThat(pair.entry().truck().facts()).doesNotContainKeys("driverName", "riskScore");
    byte[] payload = Signatures.unverifiedPayload(pair.exit().sent.get(0));
    assertThat(new String(payload, StandardCharsets.UTF_8))
        .doesNotContain("Nguyen", "leak", "riskScore");
    return Json.tree(payload).path("body").path("data");
  }

  @Test
  void withoutMoreThePartnerIsToldTheGateDataAlone() throws Exception {
    assertThat(offered(Set.of("GATE"), "", folder).toString())
        .isEqualTo("{\"grossKg\":31200,\"plate\":\"29C12345\"}");
  }

  @Test
  void customsVerdictsAreToldAndNeverRiskData() throws Exception {
    JsonNode data = offered(Set.of("GATE", "CUSTOMS"), "", folder);
    assertThat(data.path("customsVerdict").asText()).isEqualTo("RELEASED");
    assertThat(data.path("sets").toString()).isEqualTo("[\"GATE\",\"CUSTOMS\"]");
    assertThat(data.has("restricted")).isFalse();
  }

  @Test
  void personsAndIncidentsAreReadByOneAgencyOnly() throws Exception {
    ECKey agency = new ECKeyGenerator(Curve.P_256).keyID("agency-1").generate();
    String key = agency.toPublicJWK().toJSONString();
    JsonNode data = offered(Set.of("GATE", "RESTRICTED"), key, folder);
    assertThat(data.path("sets").toString()).isEqualTo("[\"GATE\",\"RESTRICTED\"]");
    assertThat(data.has("customsVerdict")).isFalse();
    JWEObject jwe = JWEObject.parse(data.path("restricted").asText());
    assertThat(jwe.getHeader().toString()).contains("ECDH-ES", "A256GCM", "agency-1");
    jwe.decrypt(new ECDHDecrypter(agency));
    assertThat(jwe.getPayload().toString())
        .isEqualTo("{\"driverName\":\"Nguyen Van A\",\"incident\":\"leak\"}");
  }

  @Test
  void withoutAKeyOfTheAgencyRestrictedDataIsLeftOut() throws Exception {
    JsonNode data = offered(Set.of("GATE", "RESTRICTED"), "no key", folder);
    assertThat(data.has("restricted")).isFalse();
    assertThat(data.has("sets")).as("it is the GATE data set alone").isFalse();
  }

  @Test
  void whyAVehicleIsHeldIsNotTold() throws Exception {
    GatePair pair = GatePair.of(folder);
    TestGate exit = pair.exit();
    exit.begin(FACTS);
    pair.upTo(HandoverState.ACCEPTED);
    exit.hold(HoldReason.CUSTOMS_CONTROL);
    pair.deliverAll();
    assertThat(withdrawals(pair)).containsExactly("HELD");
    pair.upTo(HandoverState.ACCEPTED);
    exit.effect("withdraw", Map.of("reason", "CUSTOMS_REJECTED"));
    pair.deliverAll();
    pair.upTo(HandoverState.ACCEPTED);
    exit.with((tx, crossing) -> exit.link.handovers().passedByHand(tx, crossing, "29C12345"));
    pair.deliverAll();
    assertThat(withdrawals(pair)).containsExactly("HELD", "HELD", "MANUAL_PASSING");
    for (byte[] message : exit.sent) {
      assertThat(new String(Signatures.unverifiedPayload(message), StandardCharsets.UTF_8))
          .doesNotContainIgnoringCase("customs");
    }
  }

  private static List<String> withdrawals(GatePair pair) throws Exception {
    List<String> reasons = new ArrayList<>();
    for (byte[] sent : pair.exit().sent) {
      JsonNode message = Json.tree(Signatures.unverifiedPayload(sent));
      if (message.path("type").asText().equals("WITHDRAW")) {
        reasons.add(message.path("body").path("reason").asText());
      }
    }
    return reasons;
  }

  @Test
  void aMemberOutsideOfTheProfileIsRefused() {
    ObjectNode body = Json.object();
    body.putObject("data").put("plate", "29C").put("customsVerdict", "RELEASED");
    DataSet.check("OFFER", body, EnumSet.of(DataSet.GATE, DataSet.CUSTOMS));
    assertThatThrownBy(() -> DataSet.check("OFFER", body, EnumSet.of(DataSet.GATE)))
        .hasMessage(
            "OFFER has 'customsVerdict' of the set CUSTOMS; the partner's profile discloses"
                + " [GATE]");
    ObjectNode plain = Json.object();
    plain.putObject("data").put("driverName", "x");
    assertThatThrownBy(() -> DataSet.check("OFFER", plain, EnumSet.allOf(DataSet.class)))
        .hasMessageContaining("'driverName', which is never disclosed in plain");
    ObjectNode risk = Json.object();
    risk.putObject("data").put("riskScore", 97);
    assertThatThrownBy(() -> DataSet.check("OFFER", risk, EnumSet.allOf(DataSet.class)))
        .hasMessageContaining("'riskScore'");
  }
}
