package org.amitygate.links;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one stream link knows of its device's login, kept over connections so that the nonce is used
 * again. On the link's event loop only.
 */
final class StreamLogin {

  private static final int ROUNDS = 3;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String user;
  private final String password;
  private final String target;
  private final LoginRest rest;
  private DigestLogin.@Nullable Challenge challenge;
  private int used;
  private long attempt;
  private int rounds;

  /**
   * A login with a nonce of an earlier connection was refused. The device may have forgotten the
   * nonce: what it says to a new one tells.
   */
  private boolean inDoubt;

  /**
   * @param target path and query of the stream
   * @param rest of the same user and password
   */
  StreamLogin(String user, String password, String target, LoginRest rest) {
    this.user = user;
    this.password = password;
    this.target = target;
    this.rest = rest;
  }

  String target() {
    return target;
  }

  /** Why the device is not asked now; empty: it may be. */
  Optional<String> resting() {
    return rest.left()
        .map(
            left ->
                "the device refused user '"
                    + user
                    + "' or the password; asked again in "
                    + left.plusSeconds(59).toMinutes()
                    + " min; change user or password to ask at once");
  }

  /** The device let the user in. */
  void accepted() {
    rest.end();
  }

  /**
   * The device answered with neither a stream nor a 401: it let the user in if he was named, unless
   * it is a 403, by which some say that he is locked out.
   */
  void answered(int status) {
    if (challenge != null && status != 403) {
      accepted();
    }
  }

  /** The value of {@code Authorization} for the next request, if a challenge is known. */
  Optional<String> authorization() {
    DigestLogin.Challenge known = challenge;
    if (known == null) {
      return Optional.empty();
    }
    used++;
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    String clientNonce = HexFormat.of().formatHex(nonce);
    return Optional.of(DigestLogin.answer(known, user, password, "GET", target, used, clientNonce));
  }

  /**
   * Takes the challenges of a 401.
   *
   * @param of number of the attempt to connect
   * @return why there is no sense in asking again; empty: ask again
   */
  Optional<String> challenged(List<String> headers, long of) {
    Optional<DigestLogin.Challenge> offered = DigestLogin.strongest(headers);
    boolean stale = offered.isPresent() && offered.get().stale();
    if (attempt != of) {
      attempt = of;
      rounds = 0;
      inDoubt = challenge != null && !stale;
    }
    rounds++;
    boolean refused = rounds > 1 && (!stale || rounds > ROUNDS);
    challenge = null;
    if (refused) {
      rest.refused(inDoubt ? 2 : 1);
    }
    if (user.isEmpty()) {
      return Optional.of("the device asks for a user and a password");
    }
    if (offered.isEmpty()) {
      return Optional.of("the device asks for a login other than HTTP Digest with MD5 or SHA-256");
    }
    if (refused) {
      return Optional.of("the device refuses user '" + user + "' or the password");
    }
    challenge = offered.get();
    used = 0;
    return Optional.empty();
  }
}
