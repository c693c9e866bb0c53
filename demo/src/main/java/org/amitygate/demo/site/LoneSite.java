package org.amitygate.demo.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of one gate alone, made anew: its base, the world's file, and in {@code partner/}
 * everything that the program on the other side needs to be its partner: keys, certificates and
 * {@code profile.json}. Every secret in it is random and readable by its owner alone.
 *
 * @param worldFile what the world reads
 * @param profile what the partner reads
 */
public record LoneSite(Path folder, GatePlan gate, Path worldFile, Path profile) {
  private static final int LANES_EACH = 3;
  private static final double PACE = 3;
  private static final int PEM_LINE = 64;

  /** Short, so that nobody waits long for what happens when nobody answers. */
  private static final Map<String, Object> LIMITS = limits();

  /** Makes everything. The folder must not exist or be empty. */
  public static LoneSite make(Path folder, Ports ports)
      throws IOException, GeneralSecurityException {
    SecureRandom random = new SecureRandom();
    Files.createDirectories(folder);
    GatePlan gate = GatePlan.lone(folder, LANES_EACH, ports);
    Path etc = gate.base().resolve("etc");
    SecretFiles.write(etc.resolve("gate.yaml"), GateYaml.of(gate, false, LIMITS, Optional.empty()));
    String camera = SecretFiles.password(random);
    SecretFiles.write(etc.resolve("keys/camera.password"), camera + "\n");
    List<Site.Account> accounts = Site.accounts(random);
    SecretFiles.write(etc.resolve("users.properties"), Site.users(accounts));
    SecretFiles.write(gate.base().resolve("accounts.txt"), Site.readable(accounts, gate.ssh()));
    int commands = ports.next();
    Path partner = folder.resolve("partner");
    keys(gate, etc.resolve("keys"), partner, random);
    LoneSite site =
        new LoneSite(
            folder, gate, folder.resolve("lone-world.json"), partner.resolve("profile.json"));
    SecretFiles.write(site.worldFile, json(site.world(camera, accounts, commands)));
    SecretFiles.write(site.profile, json(site.partnerProfile(commands)));
    return site;
  }

  private static Map<String, Object> limits() {
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("offerValid", "6s");
    limits.put("commitWithin", "4s");
    limits.put("statusAfter", "4s");
    limits.put("overdueAfter", "6s");
    limits.put("linkLost", "2s");
    limits.put("retry", "1s");
    limits.put("settledAfter", "2s");
    return Collections.unmodifiableMap(limits);
  }

  private static String json(Map<String, Object> tree) throws IOException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
  }

  private static void keys(GatePlan gate, Path own, Path partner, SecureRandom random)
      throws IOException, GeneralSecurityException {
    TlsAuthority ours = new TlsAuthority(gate.id(), random);
    TlsAuthority theirs = new TlsAuthority(gate.partner(), random);
    SigningKey ourKey = SigningKey.random(random);
    SigningKey theirKey = SigningKey.random(random);
    String password = SecretFiles.password(random);
    char[] secret = password.toCharArray();
    SecretFiles.write(own.resolve("tls.password"), password + "\n");
    SecretFiles.write(own.resolve("tls.p12"), ours.keyStore(gate.id(), secret));
    SecretFiles.write(own.resolve(gate.partner() + "-ca.p12"), theirs.trustStore(secret));
    SecretFiles.write(own.resolve(gate.id() + ".jwk"), ourKey.privateJwk());
    SecretFiles.write(own.resolve(gate.partner() + ".public.jwk"), theirKey.publicJwk());
    byte[] store = theirs.keyStore(gate.partner(), secret);
    byte[] trust = ours.trustStore(secret);
    SecretFiles.write(partner.resolve("tls.password"), password + "\n");
    SecretFiles.write(partner.resolve("tls.p12"), store);
    SecretFiles.write(partner.resolve("ca.p12"), trust);
    SecretFiles.write(partner.resolve(gate.partner() + ".jwk"), theirKey.privateJwk());
    SecretFiles.write(partner.resolve(gate.id() + ".public.jwk"), ourKey.publicJwk());
    KeyStore keys = store(store, secret);
    SecretFiles.write(
        partner.resolve("tls.key.pem"),
        pem("PRIVATE KEY", keys.getKey(gate.partner(), secret).getEncoded()));
    StringBuilder chain = new StringBuilder();
    for (Certificate each : keys.getCertificateChain(gate.partner())) {
      chain.append(pem("CERTIFICATE", each.getEncoded()));
    }
    SecretFiles.write(partner.resolve("tls.cert.pem"), chain.toString());
    KeyStore authority = store(trust, secret);
    String alias = authority.aliases().nextElement();
    SecretFiles.write(
        partner.resolve("ca.pem"),
        pem("CERTIFICATE", authority.getCertificate(alias).getEncoded()));
  }

  private static KeyStore store(byte[] bytes, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new ByteArrayInputStream(bytes), password);
    return store;
  }

  private static String pem(String what, byte[] bytes) {
    String text =
        Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(bytes);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }

  private Map<String, Object> world(String camera, List<Site.Account> accounts, int commands) {
    Map<String, Object> world = new LinkedHashMap<>();
    world.put("gate", Site.worldGate(gate, camera, accounts));
    world.put("exportLanes", lanes("export"));
    world.put("importLanes", lanes("import"));
    world.put("pace", PACE);
    world.put("commandPort", commands);
    world.put("ledger", folder.resolve("world.jsonl").toString());
    return world;
  }

  private List<String> lanes(String role) {
    List<String> lanes = new ArrayList<>();
    for (GatePlan.Lane lane : gate.lanes()) {
      if (lane.role().equals(role)) {
        lanes.add(lane.id());
      }
    }
    return lanes;
  }

  /** Files in it are relative to it. */
  private Map<String, Object> partnerProfile(int commands) {
    Map<String, Object> us = new LinkedHashMap<>();
    us.put("id", gate.partner());
    us.put("listen", "https://127.0.0.1:" + gate.partnerOut() + "/amity");
    us.put("signingKey", gate.partner() + ".jwk");
    us.put("keyStore", "tls.p12");
    us.put("trustStore", "ca.p12");
    us.put("passwordFile", "tls.password");
    us.put("keyPem", "tls.key.pem");
    us.put("certificatePem", "tls.cert.pem");
    us.put("authorityPem", "ca.pem");
    Map<String, Object> them = new LinkedHashMap<>();
    them.put("id", gate.id());
    them.put("url", "https://127.0.0.1:" + gate.partnerIn() + "/amity");
    them.put("keys", List.of(gate.id() + ".public.jwk"));
    Map<String, Object> lanes = new LinkedHashMap<>();
    lanes.put("exit", lanes("export"));
    lanes.put("entry", lanes("import"));
    lanes.put("tidal", gate.lanes().stream().filter(gate::isTidal).map(GatePlan.Lane::id).toList());
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("route", "1119-1120");
    profile.put("profile", "amity-1");
    profile.put("us", us);
    profile.put("them", them);
    profile.put("lanes", lanes);
    profile.put("limits", LIMITS);
    profile.put("vehicles", "tcp://127.0.0.1:" + commands);
    return profile;
  }
}
