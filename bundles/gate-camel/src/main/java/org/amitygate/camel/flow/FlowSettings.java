package org.amitygate.camel.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.amitygate.core.crossing.StageSettings;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/**
 * The settings that one flow version reads as {@code {{name}}} while it is built, and what it read.
 */
final class FlowSettings implements PropertiesSource {

  private final Map<String, String> settings;
  private final Map<String, @Nullable String> read = new LinkedHashMap<>();

  FlowSettings(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
  }

  @Override
  public String getName() {
    return "gate";
  }

  @Override
  public synchronized @Nullable String getProperty(String name) {
    String value = settings.get(name);
    read.put(name, value);
    return value;
  }

  /** All of them, read or not: what a stage has to say that it was built with. */
  StageSettings all() {
    return StageSettings.of(settings);
  }

  /** Whether the flow would be built the same with other settings. */
  synchronized boolean same(Map<String, String> others) {
    return read.entrySet().stream()
        .allMatch(entry -> Objects.equals(entry.getValue(), others.get(entry.getKey())));
  }
}
