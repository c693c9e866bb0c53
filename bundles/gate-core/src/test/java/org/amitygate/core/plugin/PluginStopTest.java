package org.amitygate.core.plugin;

import static org.amitygate.core.plugin.TestGate.INTEGRATOR;
import static org.amitygate.core.plugin.TestGate.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plug-ins that do not return when they are stopped. */
@Timeout(60)
class PluginStopTest {

  private static final String WAIT =
      "context.getService(context.getServiceReference(java.util.concurrent.CountDownLatch.class)).await();";

  @TempDir Path folder;
  private final CountDownLatch returns = new CountDownLatch(1);
  private TestGate gate;

  @AfterEach
  void stop() throws Exception {
    returns.countDown();
    gate.close();
  }

  private void start() throws Exception {
    gate = new TestGate(folder, new MemoryJournal(), "L1.weighbridge").start();
    gate.context().registerService(CountDownLatch.class, returns, null);
  }

  @Test
  void oneThatDoesNotReturnKeepsNobodyAndIsFreedWhenItDoes() throws Exception {
    start();
    PluginJar hangs = PluginJar.driver("mt-sics", "1.0.0", WAIT);
    gate.install(hangs);

    assertThat(said(gate.host.remove(INTEGRATOR, "mt-sics", "it hangs"))).contains("is removed");
    assertThat(gate.install(PluginJar.authority("wco", "1.0.0"))).contains("is installed");
    assertThat(gate.update(PluginJar.authority("wco", "1.1.0"))).contains("is active");
    assertThat(gate.pluginBundles())
        .containsExactlyInAnyOrder("test.driver-mt-sics 1.0.0 down", "test.authority-wco 1.1.0");

    returns.countDown();
    gate.until(() -> gate.pluginBundles().equals(List.of("test.authority-wco 1.1.0")));
    assertThat(gate.install(hangs)).contains("is installed");
  }

  @Test
  void theHostEndsAlthoughAServiceIsNotLetGo() throws Exception {
    start();
    gate.install(
        PluginJar.driver("mt-sics", "1.0.0")
            .activator(
                """
                var properties = new java.util.Hashtable<String, Object>();
                properties.put("gate.driver", "mt-sics");
                var latch = context.getService(context.getServiceReference(java.util.concurrent.CountDownLatch.class));
                context.registerService(org.amitygate.device.Driver.class.getName(), new Held(latch), properties);
                """,
                """
                record Held(java.util.concurrent.CountDownLatch latch)
                    implements org.osgi.framework.ServiceFactory<org.amitygate.device.Driver>,
                        org.amitygate.device.Driver {
                  public org.amitygate.device.Driver getService(org.osgi.framework.Bundle bundle,
                      org.osgi.framework.ServiceRegistration<org.amitygate.device.Driver> service) {
                    return this;
                  }
                  public void ungetService(org.osgi.framework.Bundle bundle,
                      org.osgi.framework.ServiceRegistration<org.amitygate.device.Driver> service,
                      org.amitygate.device.Driver got) {
                    try { latch.await(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
                  }
                  public org.amitygate.device.Session open(org.amitygate.device.Settings s, org.amitygate.device.DeviceHost h,
                      java.util.Optional<org.amitygate.device.State> before) {
                    return null;
                  }
                  public java.util.Set<String> safeCommands() { return java.util.Set.of("1.0.0"); }
                }
                """));
    assertThat(gate.version("L1.weighbridge")).isEqualTo("1.0.0");

    gate.host.close();

    assertThat(returns.getCount()).as("it has still not been let go").isEqualTo(1);
  }
}
