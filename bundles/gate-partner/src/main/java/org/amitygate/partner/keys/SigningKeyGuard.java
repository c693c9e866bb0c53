package org.amitygate.partner.keys;

import com.nimbusds.jose.JOSEException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import org.amitygate.config.ConfigGuard;
import org.amitygate.config.ConfigProblem;
import org.amitygate.config.GateConfig;
import org.amitygate.config.PartnerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Another signing key is configured only when its file is there and we can sign with it. Made by
 * the server, as for a partner that is new, it would be one that the partner does not know: nothing
 * would be taken any more.
 */
public final class SigningKeyGuard implements ConfigGuard {

  @Override
  public List<ConfigProblem> refuses(GateConfig before, GateConfig after) {
    return after.partners().values().stream()
        .flatMap(next -> refuses(before.partners().get(next.id()), next).stream())
        .toList();
  }

  private static Optional<ConfigProblem> refuses(
      @Nullable PartnerConfig before, PartnerConfig after) {
    if (before != null && before.signingKey().equals(after.signingKey())) {
      return Optional.empty(); // what became of the file, the log says
    }
    Path file = Path.of(after.signingKey());
    if (Files.notExists(file)) {
      return before == null
          ? Optional.empty() // it is made
          : problem(
              after, "no file " + file, "one with a key that the partner has the public half of");
    }
    try {
      PartnerKeys.privateKey(file);
      return Optional.empty();
    } catch (IOException | ParseException | JOSEException e) {
      return problem(after, file + " without one", "our private key (JWK, P-256) in it");
    }
  }

  private static Optional<ConfigProblem> problem(
      PartnerConfig partner, String found, String expected) {
    return Optional.of(
        new ConfigProblem(
            0,
            "partners." + partner.id() + ".signingKey",
            "found %s, expected %s".formatted(found, expected)));
  }
}
