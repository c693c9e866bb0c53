package org.amitygate.partner.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.time.GateClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing keys. Our own key pair is made when its file is missing, readable by us alone; its public
 * half stands beside it for the partner ({@code signing.jwk} → {@code signing.public.jwk}). The
 * partner's public keys are several while keys roll; a file that comes or changes later is noticed
 * when a message names a key that is not known. Thread-safe.
 */
public final class PartnerKeys {

  private static final Logger LOG = LoggerFactory.getLogger(PartnerKeys.class);

  /** At most one look at the partner's key files in this time, whatever strangers send. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** At most one look for our own key in this time, while there is none. */
  private static final Duration LOOK_FOR_OWN = Duration.ofMinutes(1);

  private final GateClock clock;
  private final Map<String, Ring> rings = new ConcurrentHashMap<>();

  private record Ring(
      PartnerConfig config,
      Optional<ECKey> own,
      Instant ownLookedAt,
      Map<String, ECKey> theirs,
      Map<Path, FileTime> seen,
      Instant lookedAt) {

    Ring looked(Map<String, ECKey> theirs, Map<Path, FileTime> seen, Instant at) {
      return new Ring(config, own, ownLookedAt, theirs, seen, at);
    }
  }

  public PartnerKeys(GateClock clock) {
    this.clock = clock;
  }

  /**
   * Reads every key again, making our own where they are missing. Blocks: never call it on the
   * journal's writer.
   */
  public void load(Map<String, PartnerConfig> partners) {
    rings.keySet().retainAll(partners.keySet());
    partners.forEach((id, partner) -> rings.compute(id, (key, before) -> ring(partner, before)));
  }

  /**
   * Our key for messages to this partner. @throws IllegalStateException there is none that could be
   * read or made
   */
  public ECKey own(String partner) {
    return inUse(partner)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no signing key for partner '" + partner + "': see the log"));
  }

  /** Our key for messages to this partner; empty: there is none that could be read or made. */
  public Optional<ECKey> inUse(String partner) {
    return Optional.ofNullable(rings.get(partner)).flatMap(Ring::own);
  }

  /** The same; if there is none, its file is read again now and then. Blocks. */
  public Optional<ECKey> lookFor(String partner) {
    return Optional.ofNullable(
            rings.computeIfPresent(
                partner,
                (id, ring) ->
                    ring.own().isPresent()
                            || clock.now().isBefore(ring.ownLookedAt().plus(LOOK_FOR_OWN))
                        ? ring
                        : ring(ring.config(), ring)))
        .flatMap(Ring::own);
  }

  /** The partner's public key with this id. */
  public Optional<ECKey> theirs(String partner, String kid) {
    Ring ring = rings.get(partner);
    if (ring == null) {
      return Optional.empty();
    }
    if (!ring.theirs().containsKey(kid)) {
      ring = rings.compute(partner, (id, now) -> now == null ? null : lookAgain(now));
    }
    return Optional.ofNullable(ring == null ? null : ring.theirs().get(kid));
  }

  /** The ids of the partner's public keys. */
  public List<String> theirs(String partner) {
    Ring ring = rings.get(partner);
    return ring == null ? List.of() : ring.theirs().keySet().stream().sorted().toList();
  }

  private Ring ring(PartnerConfig partner, Ring before) {
    Path file = Path.of(partner.signingKey());
    Optional<ECKey> inUse = Optional.ofNullable(before).flatMap(Ring::own);
    // A file that is made now would hold a key that the partner does not know.
    boolean hadOne =
        inUse.isPresent()
            || before != null && before.config().signingKey().equals(partner.signingKey());
    Optional<ECKey> found = hadOne && Files.notExists(file) ? Optional.empty() : own(file);
    if (found.isEmpty() && inUse.isPresent()) {
      LOG.error(
          "signing key {} is gone or cannot be used: the one in use, {}, stays until the server"
              + " stops; put the file back, or configure a new key that the partner has the public"
              + " half of",
          file,
          inUse.get().getKeyID());
    }
    Instant now = clock.now();
    return read(new Ring(partner, found.or(() -> inUse), now, Map.of(), Map.of(), now));
  }

  private Ring lookAgain(Ring ring) {
    if (clock.now().isBefore(ring.lookedAt().plus(LOOK))) {
      return ring;
    }
    if (times(ring.config()).equals(ring.seen())) {
      return ring.looked(ring.theirs(), ring.seen(), clock.now());
    }
    return read(ring);
  }

  private Ring read(Ring ring) {
    Map<Path, FileTime> times = times(ring.config());
    Map<String, ECKey> theirs = new LinkedHashMap<>();
    for (String file : ring.config().partnerKeys()) {
      partnerKey(Path.of(file)).ifPresent(key -> theirs.put(key.getKeyID(), key));
    }
    LOG.info(
        "partner '{}': {} public key(s) {}", ring.config().id(), theirs.size(), theirs.keySet());
    return ring.looked(Map.copyOf(theirs), times, clock.now());
  }

  private static Map<Path, FileTime> times(PartnerConfig partner) {
    Map<Path, FileTime> times = new HashMap<>();
    for (String name : partner.partnerKeys()) {
      Path file = Path.of(name);
      try {
        times.put(file, Files.getLastModifiedTime(file));
      } catch (IOException e) {
        times.remove(file);
      }
    }
    return times;
  }

  private static Optional<ECKey> partnerKey(Path file) {
    try {
      ECKey key = parse(file);
      if (key.isPrivate()) {
        LOG.error("{} holds a private key: a partner gives only its public key; not used", file);
        return Optional.empty();
      }
      return Optional.of(key);
    } catch (IOException | ParseException | JOSEException e) {
      LOG.warn("{} is no public key (JWK, P-256) of a partner: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** Our own key in this file, made if there is none; empty, with a log, if that cannot be. */
  static Optional<ECKey> own(Path file) {
    try {
      if (Files.notExists(file)) {
        KeyFiles.create(file);
        LOG.info(
            "made the signing key {}; {} is for those who verify", file, KeyFiles.publicHalf(file));
      }
      ECKey key = privateKey(file);
      KeyFiles.export(file, key);
      return Optional.of(key);
    } catch (IOException | ParseException | JOSEException e) {
      LOG.error("signing key {} can be neither read nor made: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** Our key in a file. @throws ParseException it holds none, or the public half alone */
  static ECKey privateKey(Path file) throws IOException, ParseException, JOSEException {
    ECKey key = parse(file);
    if (!key.isPrivate()) {
      throw new ParseException("no private key", 0);
    }
    return key;
  }

  private static ECKey parse(Path file) throws IOException, ParseException, JOSEException {
    JWK jwk = JWK.parse(Files.readString(file));
    if (!(jwk instanceof ECKey key) || !Curve.P_256.equals(key.getCurve())) {
      throw new ParseException("not an EC key on P-256", 0);
    }
    return key.getKeyID() == null ? new ECKey.Builder(key).keyIDFromThumbprint().build() : key;
  }
}
