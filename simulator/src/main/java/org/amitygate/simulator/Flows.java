package org.amitygate.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.amitygate.camel.flow.FlowContexts;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.flow.cargo.exports.CargoExportFlow;
import org.amitygate.flow.cargo.imports.CargoImportFlow;
import org.apache.camel.impl.DefaultCamelContext;
import org.osgi.framework.Version;

/**
 * The server's flows in the server's Camel contexts, each in two versions, made once for all seeds.
 * A route runs on the thread of whoever runs the stage, and keeps nothing from one run to the next.
 */
final class Flows {

  static final String EXPORT = "cargo-export";
  static final String IMPORT = "cargo-import";
  static final List<String> VERSIONS = List.of("1.0.0", "1.1.0");

  private final FlowContexts contexts;

  Flows(GateConfig config) {
    ConfigSource fixed =
        new ConfigSource() {
          @Override
          public GateConfig current() {
            return config;
          }

          @Override
          public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
            return () -> {};
          }
        };
    contexts = new FlowContexts(fixed, DefaultCamelContext::new, Runnable::run);
    for (String version : VERSIONS) {
      contexts.add(EXPORT, Version.parseVersion(version), new CargoExportFlow());
      contexts.add(IMPORT, Version.parseVersion(version), new CargoImportFlow());
    }
  }

  /** As a gate begins: everything takes the first version, none is bad. */
  void reset(String flow) {
    contexts.bad(flow, Set.of());
    contexts.use(flow, VERSIONS.get(0));
  }

  /** New crossings of a lane take another version. */
  void use(String flow, String lane, String version) {
    contexts.use(flow, lane, version);
  }

  /** The version before is bad: its crossings leave it where they can. */
  void useEverywhere(String flow, String version) {
    contexts.use(flow, version);
    contexts.bad(flow, Set.copyOf(VERSIONS.stream().filter(one -> !one.equals(version)).toList()));
  }

  /** The runner of one process: its listeners and its threads end with it. */
  final class Runner implements FlowRunner {

    private final Process process;
    private Runnable changed = () -> {};

    Runner(Process process) {
      this.process = process;
    }

    /** Versions came, went or became bad. */
    void changed() {
      process.execute(changed);
    }

    @Override
    public Optional<List<String>> stages(String flow, String version) {
      return contexts.stages(flow, version);
    }

    @Override
    public Optional<String> versionFor(String flow, String lane) {
      return contexts.versionFor(flow, lane);
    }

    @Override
    public Map<String, Integer> compatible(String flow, String version) {
      return contexts.compatible(flow, version);
    }

    @Override
    public Set<FlowVersion> bad() {
      return contexts.bad();
    }

    @Override
    public CompletionStage<StageResult> run(StageCall call) {
      CompletableFuture<StageResult> result = new CompletableFuture<>();
      process.execute(
          () ->
              contexts
                  .run(call)
                  .whenComplete(
                      (done, failure) -> {
                        if (failure == null) {
                          result.complete(done);
                        } else {
                          result.completeExceptionally(failure);
                        }
                      }));
      return result;
    }

    @Override
    public void onChange(Runnable listener) {
      Runnable before = changed;
      changed =
          () -> {
            before.run();
            listener.run();
          };
    }
  }
}
