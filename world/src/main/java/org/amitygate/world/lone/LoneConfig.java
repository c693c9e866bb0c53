package org.amitygate.world.lone;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.amitygate.world.WorldConfig;

/**
 * The file of {@link LoneWorld}. Unknown fields are refused.
 *
 * @param gate the gate; its role is not looked at
 * @param exportLanes lanes by which vehicles leave towards the other gate
 * @param importLanes lanes by which vehicles come from it
 * @param pace how many times as fast as usual vehicles are
 * @param commandPort loopback port that takes commands
 * @param ledger the file of the ledger
 */
record LoneConfig(
    WorldConfig.Gate gate,
    List<String> exportLanes,
    List<String> importLanes,
    double pace,
    int commandPort,
    String ledger) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  static LoneConfig read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), LoneConfig.class);
  }
}
