package org.amitygate.itests;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.propagateSystemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.CoreOptions.when;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.ops4j.pax.exam.Option;

/** How a test starts the assembly as it is shipped. {@code -Ditest.keep=true} keeps its folder. */
final class Server {

  private Server() {}

  /** The whole server in a folder of its own, with free ports, without the network. */
  static Option assembly() throws IOException {
    return assembly(freePort(), new File(runs(), "store-" + System.nanoTime()));
  }

  private static File runs() {
    return new File("target/servers").getAbsoluteFile();
  }

  /** The same, with a port for its shell and a folder for its records. */
  static Option assembly(int sshPort, File store) throws IOException {
    String karaf = System.getProperty("itest.karaf");
    File runs = runs();
    return composite(
        karafDistributionConfiguration()
            .frameworkUrl(new File(System.getProperty("itest.assembly")).toURI().toString())
            .name("Amity Gate")
            .karafVersion(karaf)
            .unpackDirectory(runs)
            .useDeployFolder(false),
        when(Boolean.getBoolean("itest.keep")).useOptions(keepRuntimeFolder()),
        configureConsole().ignoreLocalConsole(),
        propagateSystemProperty("itest.karaf"),
        // The server first, whole, then what drives the tests: on a slow machine that waits for
        // parts of itself only 10 s.
        editConfigurationFilePut(
            "etc/org.apache.karaf.features.cfg", "featuresBoot", "(" + features() + ")"),
        editConfigurationFilePut(
            "etc/custom.system.properties", "gate.ssh.port", String.valueOf(sshPort)),
        // The test's own bundles come from the build's repository, not from the server's.
        editConfigurationFilePut(
            "etc/org.ops4j.pax.url.mvn.cfg",
            "org.ops4j.pax.url.mvn.localRepository",
            System.getProperty("itest.repository")),
        vmOptions(
            "-Xmx384m",
            "-Dgate.store=" + store,
            "-Dgate.probation=5",
            "--add-reads=java.xml=java.logging",
            "--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED",
            "--patch-module",
            "java.base=lib/endorsed/org.apache.karaf.specs.locator-" + karaf + ".jar",
            "--patch-module",
            "java.xml=lib/endorsed/org.apache.karaf.specs.java.xml-" + karaf + ".jar",
            "--add-opens",
            "java.base/java.security=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.net=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.util=ALL-UNNAMED",
            "--add-opens",
            "java.naming/javax.naming.spi=ALL-UNNAMED",
            "--add-opens",
            "java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
            "--add-exports=java.base/sun.net.www.protocol.http=ALL-UNNAMED",
            "--add-exports=java.base/sun.net.www.protocol.https=ALL-UNNAMED",
            "--add-exports=java.base/sun.net.www.protocol.jar=ALL-UNNAMED",
            "--add-exports=jdk.naming.rmi/com.sun.jndi.url.rmi=ALL-UNNAMED",
            "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
            "-classpath",
            "lib/jdk9plus/*" + File.pathSeparator + "lib/boot/*"));
  }

  /** What the assembly starts with. */
  private static String features() throws IOException {
    Path file =
        Path.of(
            System.getProperty("itest.root"),
            "karaf-assembly/target/assembly/etc/org.apache.karaf.features.cfg");
    Properties settings = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      settings.load(in);
    }
    return settings.getProperty("featuresBoot");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
