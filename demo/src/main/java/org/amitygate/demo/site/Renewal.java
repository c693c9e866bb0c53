package org.amitygate.demo.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * New signing keys, certificates and certification authorities of both gates, brought in by their
 * configuration while they work: first each takes those of the other side beside the old ones, then
 * it uses its own, then it takes the old ones no longer.
 */
public final class Renewal {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();

  private final List<GatePlan> gates;
  private final Map<String, TlsAuthority> authorities = new LinkedHashMap<>();
  private final Map<String, SigningKey> signing = new LinkedHashMap<>();

  public Renewal(List<GatePlan> gates) throws IOException, GeneralSecurityException {
    this.gates = List.copyOf(gates);
    SecureRandom random = new SecureRandom();
    for (GatePlan gate : gates) {
      authorities.put(gate.id(), new TlsAuthority(gate.id() + " 2", random));
      signing.put(gate.id(), SigningKey.random(random));
    }
  }

  /** The id of a gate's new signing key. */
  public String kid(String gate) throws IOException {
    return new ObjectMapper().readTree(signing(gate).publicJwk()).path("kid").asText();
  }

  private SigningKey signing(String gate) {
    return found(signing, gate);
  }

  private static <T> T found(Map<String, T> map, String gate) {
    T found = map.get(gate);
    if (found == null) {
      throw new IllegalArgumentException("no gate " + gate);
    }
    return found;
  }

  /** Each gate takes the new keys and certificates of the other, and still the old ones. */
  public void announce() throws IOException, GeneralSecurityException {
    for (GatePlan gate : gates) {
      String partner = gate.partner();
      SecretFiles.write(
          keys(gate).resolve(partner + "-2.public.jwk"), signing(partner).publicJwk());
      KeyStore old = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(keys(gate).resolve(partner + "-ca.p12"))) {
        old.load(in, password(gate));
      }
      TlsAuthority next = found(authorities, partner);
      SecretFiles.write(
          keys(gate).resolve(partner + "-ca-both.p12"), next.trustStore(old, password(gate)));
      SecretFiles.write(keys(gate).resolve(partner + "-ca-2.p12"), next.trustStore(password(gate)));
      change(
          gate,
          settings -> {
            settings.withArray("partnerKeys").add("keys/" + partner + "-2.public.jwk");
            tls(settings).put("trustStore", "keys/" + partner + "-ca-both.p12");
          });
    }
  }

  /** Each gate uses its own new ones. */
  public void use() throws IOException, GeneralSecurityException {
    for (GatePlan gate : gates) {
      SecretFiles.write(keys(gate).resolve(gate.id() + "-2.jwk"), signing(gate.id()).privateJwk());
      SecretFiles.write(
          keys(gate).resolve("tls-2.p12"),
          found(authorities, gate.id()).keyStore(gate.id(), password(gate)));
      change(
          gate,
          settings -> {
            settings.put("signingKey", "keys/" + gate.id() + "-2.jwk");
            tls(settings).put("keyStore", "keys/tls-2.p12");
          });
    }
  }

  /** Each gate takes the old ones of the other no longer. */
  public void retire() throws IOException {
    for (GatePlan gate : gates) {
      change(
          gate,
          settings -> {
            ArrayNode keys = settings.withArray("partnerKeys");
            keys.removeAll();
            keys.add("keys/" + gate.partner() + "-2.public.jwk");
            tls(settings).put("trustStore", "keys/" + gate.partner() + "-ca-2.p12");
          });
    }
  }

  private static ObjectNode tls(ObjectNode settings) {
    return settings.withObject("/tls");
  }

  private static Path keys(GatePlan gate) {
    return gate.base().resolve("etc/keys");
  }

  private static char[] password(GatePlan gate) throws IOException {
    return Files.readString(keys(gate).resolve("tls.password")).strip().toCharArray();
  }

  private interface Change {
    void to(ObjectNode settings);
  }

  /** Puts a new file into the place of the old one at once: the gate never reads half of it. */
  private static void change(GatePlan gate, Change change) throws IOException {
    Path file = gate.base().resolve("etc/gate.yaml");
    ObjectNode yaml = (ObjectNode) YAML.readTree(file.toFile());
    change.to(yaml.withObject("/partners").withObject("/" + gate.partner()));
    Path next = file.resolveSibling("gate.yaml.next");
    SecretFiles.write(next, YAML.writeValueAsString(yaml));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
