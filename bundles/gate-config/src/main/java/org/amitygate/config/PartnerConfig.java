package org.amitygate.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The other gate.
 *
 * @param id the partner's gate id, as in the envelope's {@code from}
 * @param profiles names and versions of the agreed profiles, the preferred first; messages of each
 *     are taken
 * @param sendUri Camel endpoint URI for what we send
 * @param receiveUri Camel endpoint URI on which we receive
 * @param signingKey file with our private signing key (JWK)
 * @param partnerKeys files with the partner's public signing keys (JWK), several while keys roll
 * @param tls keystore, truststore and their passwords, by name: {@code keyStore, trustStore,
 *     password}
 * @param limits durations by name: {@code offerValid, commitWithin, statusAfter, overdueAfter,
 *     incidentAck, linkLost, receiptWithin, retry, reconcileEvery, settledAfter}
 * @param discloses data sets that the partner is told: {@code GATE, CUSTOMS, RESTRICTED}
 * @param agencyKey public key (JWK) that RESTRICTED data is encrypted to; empty: there is none
 */
public record PartnerConfig(
    String id,
    List<String> profiles,
    String sendUri,
    String receiveUri,
    String signingKey,
    List<String> partnerKeys,
    Map<String, String> tls,
    Map<String, String> limits,
    Set<String> discloses,
    String agencyKey) {

  /** What every partner is told. */
  public static final Set<String> GATE_DATA = Set.of("GATE");

  /** With one profile, told the GATE data set and no other. */
  public PartnerConfig(
      String id,
      String profile,
      String sendUri,
      String receiveUri,
      String signingKey,
      List<String> partnerKeys,
      Map<String, String> tls,
      Map<String, String> limits) {
    this(
        id,
        List.of(profile),
        sendUri,
        receiveUri,
        signingKey,
        partnerKeys,
        tls,
        limits,
        GATE_DATA,
        "");
  }
}
