package org.amitygate.camel.gateway;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.amitygate.config.AuthorityConfig;
import org.amitygate.config.ConfigGuard;
import org.amitygate.config.ConfigProblem;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.PartnerConfig;

/** A configuration that a test changes. */
public final class FakeConfig implements ConfigSource {

  private final List<BiConsumer<GateConfig, GateConfig>> listeners = new CopyOnWriteArrayList<>();
  private final List<ConfigGuard> guards = new CopyOnWriteArrayList<>();
  private volatile GateConfig current;

  public FakeConfig() {
    this("g", List.of());
  }

  public FakeConfig(String id, List<LaneConfig> lanes) {
    current =
        new GateConfig(
            new GateConfig.Gate(
                id,
                "Gate",
                List.of(),
                "pair",
                "route",
                GateConfig.State.OPERATING,
                ZoneId.of("Asia/Ho_Chi_Minh")),
            lanes,
            Map.of(),
            Map.of(),
            Optional.empty(),
            Map.of(),
            "digest");
  }

  @Override
  public GateConfig current() {
    return current;
  }

  @Override
  public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
    listeners.add(change);
    return () -> listeners.remove(change);
  }

  @Override
  public AutoCloseable guard(ConfigGuard guard) {
    guards.add(guard);
    return () -> guards.remove(guard);
  }

  /** Why these settings would be refused; {@link #flowSettings} asks nobody. */
  public List<String> refusals(Map<String, String> settings) {
    GateConfig after = withSettings(current, settings);
    return guards.stream()
        .flatMap(guard -> guard.refuses(current, after).stream())
        .map(ConfigProblem::toString)
        .toList();
  }

  private static GateConfig withSettings(GateConfig g, Map<String, String> settings) {
    return new GateConfig(
        g.gate(),
        g.lanes(),
        g.partners(),
        g.authorities(),
        g.declarationsUri(),
        settings,
        g.digest());
  }

  private void change(UnaryOperator<GateConfig> change) {
    GateConfig before = current;
    current = change.apply(before);
    listeners.forEach(listener -> listener.accept(before, current));
  }

  public void flowSettings(Map<String, String> settings) {
    change(g -> withSettings(g, settings));
  }

  public void declarations(Optional<String> uri) {
    change(
        g ->
            new GateConfig(
                g.gate(),
                g.lanes(),
                g.partners(),
                g.authorities(),
                uri,
                g.flowSettings(),
                g.digest()));
  }

  public void authorities(Map<String, AuthorityConfig> all) {
    change(
        g ->
            new GateConfig(
                g.gate(),
                g.lanes(),
                g.partners(),
                all,
                g.declarationsUri(),
                g.flowSettings(),
                g.digest()));
  }

  public void partners(Map<String, PartnerConfig> all) {
    change(
        g ->
            new GateConfig(
                g.gate(),
                g.lanes(),
                all,
                g.authorities(),
                g.declarationsUri(),
                g.flowSettings(),
                g.digest()));
  }
}
