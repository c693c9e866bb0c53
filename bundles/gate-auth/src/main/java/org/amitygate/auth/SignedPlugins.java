package org.amitygate.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.plugin.PluginTrust;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Trusts the makers of plug-ins whose public keys are in {@code etc/plugin-keys}, each in a file
 * {@code NAME.public.jwk} that gives them their name. The folder is read at each question. As long
 * as there is no key in it nobody has to sign.
 */
@Component(service = PluginTrust.class)
public final class SignedPlugins implements PluginTrust {

  private static final String KEY = ".public.jwk";

  private final Path folder;

  @Activate
  public SignedPlugins(BundleContext context) {
    this(Path.of(String.valueOf(context.getProperty("karaf.etc")), "plugin-keys"));
  }

  SignedPlugins(Path folder) {
    this.folder = folder;
  }

  @Override
  public String signer(Path jar, String sha256) throws Refusal {
    Map<String, ECKey> trusted = trusted();
    if (trusted.isEmpty()) {
      return "";
    }
    String called = "'" + jar.getFileName() + "'";
    if (Files.notExists(PluginSignature.of(jar))) {
      throw new Refusal(
          called
              + " is not signed: there is no "
              + PluginSignature.of(jar).getFileName()
              + " beside it; have its maker sign it");
    }
    PluginSignature signature;
    Optional<String> maker;
    try (DigestInputStream content = new DigestInputStream(Files.newInputStream(jar), sha256())) {
      signature = PluginSignature.read(jar);
      maker = signature.maker(trusted, content);
      if (!sha256.equals(HexFormat.of().formatHex(content.getMessageDigest().digest()))) {
        throw new Refusal(called + " changed while it was read; try again");
      }
    } catch (IOException | ParseException e) {
      throw new Refusal(
          called
              + " has a signature that cannot be read ("
              + e.getMessage()
              + "); have its maker sign it again");
    }
    return maker.orElseThrow(
        () ->
            new Refusal(
                "%s is signed with the key '%s' and by nobody whom this gate trusts, or was changed since; get it again, or put its maker's public key into %s"
                    .formatted(called, signature.keyId(), folder)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Map<String, ECKey> trusted() throws Refusal {
    Map<String, ECKey> keys = new LinkedHashMap<>();
    for (Path file : files()) {
      String name = file.getFileName().toString();
      try {
        ECKey key = ECKey.parse(Files.readString(file));
        key.toECPublicKey();
        keys.put(name.substring(0, name.length() - KEY.length()), key);
      } catch (IOException | ParseException | JOSEException e) {
        throw new Refusal(
            "%s holds no key that can be used (%s); put a public EC key there as a JWK, or take the file away"
                .formatted(file, e.getMessage()));
      }
    }
    return keys;
  }

  private List<Path> files() throws Refusal {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(KEY)).sorted().toList();
    } catch (IOException e) {
      throw new Refusal(
          folder + " cannot be read (" + e.getMessage() + "); give the gate the right to read it");
    }
  }
}
