package org.amitygate.partner.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.amitygate.core.json.Json;

/**
 * What of a crossing's facts may be disclosed to a partner, in three sets. Protocol, "Disclosure":
 * GATE is plain, CUSTOMS has verdicts and never risk data, RESTRICTED (persons, incidents) is
 * encrypted to one agency, so that not even the partner's gate reads it.
 */
public enum DataSet {
  GATE(Bodies.GATE_DATA),
  CUSTOMS(Set.of("customsVerdict", "customsVerdictAt")),
  RESTRICTED(Set.of("driverName", "driverDocument", "passengers", "incident"));

  /** Member of the data that says which sets are in it. */
  public static final String SETS = "sets";

  /** Member with the RESTRICTED set: a JWE in compact form. */
  public static final String RESTRICTED_JWE = "restricted";

  private final Set<String> members;

  DataSet(Set<String> members) {
    this.members = Set.copyOf(members);
  }

  /** Names of the facts in it. */
  public Set<String> members() {
    return members;
  }

  /** The set that a member belongs to; empty: it is never disclosed. */
  static Optional<DataSet> of(String member) {
    for (DataSet set : values()) {
      if (set.members.contains(member)) {
        return Optional.of(set);
      }
    }
    return Optional.empty();
  }

  /**
   * What of these facts a partner is told.
   *
   * @param sets what its profile discloses
   * @param agency whose key the RESTRICTED set is encrypted to; without it that set is left out
   */
  public static Map<String, Object> data(
      Map<String, Object> facts, Set<DataSet> sets, Optional<ECKey> agency) {
    Map<String, Object> data = new LinkedHashMap<>();
    List<String> said = new ArrayList<>();
    for (DataSet set : EnumSet.copyOf(sets)) {
      Map<String, Object> some = set.of(facts);
      if (set == GATE) {
        data.putAll(some);
        said.add(set.name());
      } else if (set == CUSTOMS && !some.isEmpty()) {
        data.putAll(some);
        said.add(set.name());
      } else if (set == RESTRICTED && !some.isEmpty() && agency.isPresent()) {
        data.put(RESTRICTED_JWE, encrypted(some, agency.get()));
        said.add(set.name());
      }
    }
    if (!said.equals(List.of(GATE.name()))) {
      data.put(SETS, said);
    }
    return data;
  }

  private Map<String, Object> of(Map<String, Object> facts) {
    Map<String, Object> some = new TreeMap<>();
    members.stream()
        .filter(facts::containsKey)
        .filter(name -> this == RESTRICTED || Bodies.disclosable(facts.get(name)))
        .forEach(name -> some.put(name, facts.get(name)));
    return some;
  }

  private static String encrypted(Map<String, Object> some, ECKey agency) {
    JWEHeader header =
        new JWEHeader.Builder(JWEAlgorithm.ECDH_ES, EncryptionMethod.A256GCM)
            .keyID(agency.getKeyID())
            .contentType("application/json")
            .build();
    JWEObject jwe = new JWEObject(header, new Payload(Json.bytes(some)));
    try {
      jwe.encrypt(new ECDHEncrypter(agency.toPublicJWK()));
    } catch (JOSEException e) {
      throw new IllegalStateException(
          "the RESTRICTED data cannot be encrypted to the key " + agency.getKeyID(), e);
    }
    return jwe.serialize();
  }

  /**
   * Refuses to disclose what a profile does not.
   *
   * @throws IllegalStateException the body's data has a member outside of these sets, or RESTRICTED
   *     data in plain
   */
  public static void check(String type, ObjectNode body, Set<DataSet> sets) {
    JsonNode data = body.path("data");
    for (String name : (Iterable<String>) data::fieldNames) {
      DataSet set =
          name.equals(RESTRICTED_JWE)
              ? RESTRICTED
              : name.equals(SETS)
                  ? GATE
                  : of(name).filter(found -> found != RESTRICTED).orElse(null);
      if (set == null || !sets.contains(set)) {
        throw new IllegalStateException(
            type
                + " has '"
                + name
                + "'"
                + (set == null ? ", which is never disclosed in plain" : " of the set " + set)
                + "; the partner's profile discloses "
                + EnumSet.copyOf(sets));
      }
    }
  }
}
