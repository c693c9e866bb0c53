package org.amitygate.partner.keys;

import java.io.IOException;
import java.nio.file.Path;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.journal.SealKey;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of the seals that the configuration names, read when it is first needed and when another
 * is named. Its public half is kept in {@code seal-keys} beside the records.
 */
@Component(service = SealKey.class, immediate = true)
public final class ConfiguredSealKey implements SealKey {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredSealKey.class);

  private final ConfigSource config;
  private final @Nullable Path publicKeys;
  private String file = "";
  private @Nullable EcSealKey key;

  @Activate
  public ConfiguredSealKey(BundleContext context, @Reference ConfigSource config) {
    this(config, context.getProperty("gate.store"));
  }

  ConfiguredSealKey(ConfigSource config, @Nullable String store) {
    this.config = config;
    this.publicKeys = store == null || store.isBlank() ? null : Path.of(store, "seal-keys");
  }

  /**
   * @throws IllegalStateException there is no key that could be read or made
   */
  private synchronized EcSealKey key() {
    String wanted = config.current().archive().sealKey();
    EcSealKey known = key;
    if (known != null && wanted.equals(file)) {
      return known;
    }
    if (wanted.isEmpty()) {
      throw new IllegalStateException("no configuration file names a key for the seals");
    }
    EcSealKey read =
        EcSealKey.in(Path.of(wanted))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the key of the seals, " + wanted + ", cannot be used: see the log"));
    publish(read);
    LOG.info("seals are signed with {}, fingerprint {}", wanted, read.fingerprint());
    file = wanted;
    key = read;
    return read;
  }

  private void publish(EcSealKey read) {
    if (publicKeys == null) {
      return;
    }
    try {
      read.export(publicKeys);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the public key of the seals cannot be put into " + publicKeys + ": " + e, e);
    }
  }

  @Override
  public String fingerprint() {
    return key().fingerprint();
  }

  @Override
  public byte[] sign(byte[] bytes) {
    return key().sign(bytes);
  }
}
