package org.amitygate.core.crossing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.amitygate.core.json.Json;

/**
 * The settings of the configuration that a flow version was built with, by name. A stage records
 * their digest; the settings themselves are recorded when their digest comes up for the first time.
 *
 * @param digest SHA-256 of the settings in the order of their names, as JSON; hexadecimal
 */
public record StageSettings(String digest, Map<String, String> values) {

  /** Kind of the items that hold the settings of each digest. */
  public static final String ITEM = "flow-settings";

  /** A configuration without any. */
  public static final StageSettings NONE = of(Map.of());

  public StageSettings {
    values = Map.copyOf(values);
  }

  public static StageSettings of(Map<String, String> values) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Json.bytes(new TreeMap<>(values)));
      return new StageSettings(HexFormat.of().formatHex(digest), values);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
