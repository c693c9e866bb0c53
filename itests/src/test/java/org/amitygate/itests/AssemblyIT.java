package org.amitygate.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The assembly, as it is shipped, comes up whole. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class AssemblyIT {

  @Inject private BundleContext context;
  @Inject private ServiceComponentRuntime components;

  @Configuration
  public Option[] server() throws IOException {
    return new Option[] {Server.assembly()};
  }

  @Test
  public void everyBundleIsActive() {
    List<String> down =
        bundles()
            .filter(bundle -> bundle.getState() != wanted(bundle))
            .map(bundle -> bundle.getSymbolicName() + " in state " + bundle.getState())
            .collect(Collectors.toList());
    assertEquals(List.of(), down);
  }

  @Test
  public void theShellIsReachedFromThisMachineOnly() throws Exception {
    int port = Integer.getInteger("gate.ssh.port");
    Await.so("the shell is open", () -> answers("127.0.0.1", port));
    // The whole of 127.0.0.0/8 is this machine: here answers who listens at all its addresses.
    assertFalse(answers("127.0.0.2", port));
  }

  private static boolean answers(String host, int port) throws IOException {
    try (Socket connected = new Socket(host, port)) {
      return connected.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  /** Without those that the plug-in host installs, in its own time. */
  private Stream<Bundle> bundles() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> !bundle.getLocation().startsWith("amity-gate-plugin:"));
  }

  private static int wanted(Bundle bundle) {
    boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    return fragment ? Bundle.RESOLVED : Bundle.ACTIVE;
  }

  @Test
  public void theServerIsTheseBundlesAndNoPluginIsOneOfThem() {
    Set<String> ours =
        bundles()
            .map(Bundle::getSymbolicName)
            .filter(name -> name.startsWith("org.amitygate."))
            .map(name -> name.substring("org.amitygate.".length()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        new TreeSet<>(
            Set.of(
                "camel",
                "camel-amqp",
                "camel-ftp",
                "camel-netty",
                "gate-api",
                "gate-auth",
                "gate-camel",
                "gate-config",
                "gate-core",
                "gate-journal",
                "gate-links",
                "gate-partner",
                "gate-shell")),
        ours);
  }

  @Test
  public void noComponentFailedToStart() {
    Set<String> failed = new TreeSet<>();
    for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
      for (ComponentConfigurationDTO configuration :
          components.getComponentConfigurationDTOs(component)) {
        if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
          failed.add(component.name + ": " + configuration.failure);
        }
      }
    }
    assertEquals(Set.of(), failed);
  }
}
