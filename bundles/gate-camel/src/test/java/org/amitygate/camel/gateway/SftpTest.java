package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.JSch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.amitygate.config.PartnerConfig;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On an SFTP server, over real sockets. */
@Tag("slow")
class SftpTest extends Folders {

  private static final String PASSWORD = "p&ss w?rd";

  private SshServer server;
  private Path known;

  /**
   * With a library of the tests on the class path the client makes keys of other algorithms at each
   * connection, to see whether it can: most of the processor time of this class.
   */
  @BeforeAll
  static void useOneKeyExchange() {
    JSch.setConfig("CheckKexes", "");
  }

  @Override
  String uri(Path of) throws Exception {
    if (server == null) {
      Files.createDirectories(in);
      Files.createDirectories(out);
      server = server("host.key");
      known = knownHosts(server, server);
    }
    return uri(folder.relativize(of).toString());
  }

  private String uri(String of) {
    return "sftp://gate@127.0.0.1:%d/%s?password=RAW(%s)&delay=300&knownHostsFile=%s"
        .formatted(server.getPort(), of, PASSWORD, known);
  }

  private PartnerConfig partner(String more) {
    return new PartnerConfig(
        "cn", "p1", uri("out") + more, uri("in") + more, "", List.of(), Map.of(), Map.of());
  }

  private SshServer server(String key) throws Exception {
    return server(key, 0);
  }

  private SshServer server(String key, int port) throws Exception {
    SshServer made = SshServer.setUpDefaultServer();
    made.setHost("127.0.0.1");
    made.setPort(port);
    SimpleGeneratorHostKeyProvider keys = new SimpleGeneratorHostKeyProvider(folder.resolve(key));
    keys.setAlgorithm("EC");
    made.setKeyPairProvider(keys);
    made.setPasswordAuthenticator(
        (user, password, session) -> user.equals("gate") && password.equals(PASSWORD));
    made.setFileSystemFactory(new VirtualFileSystemFactory(folder));
    made.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    made.setKeyExchangeFactories(
        NamedFactory.setUpTransformedFactories(
            false, List.of(BuiltinDHFactories.ecdhp256), ServerBuilder.DH2KEX));
    made.start();
    return made;
  }

  /** A file of OpenSSH's form: the address of one server with the key of one. */
  private Path knownHosts(SshServer address, SshServer key) throws Exception {
    KeyPairProvider keys = key.getKeyPairProvider();
    String entry = PublicKeyEntry.toString(keys.loadKeys(null).iterator().next().getPublic());
    return Files.writeString(
        folder.resolve("known_hosts"),
        "[127.0.0.1]:" + address.getPort() + " " + entry + System.lineSeparator());
  }

  @AfterEach
  void stop() throws Exception {
    server.stop(true);
  }

  @Test
  void aServerWithAnotherKeyThanTheKnownOneGetsNothing() throws Exception {
    try (SshServer other = server("other.key")) {
      known = knownHosts(server, other);
      config.partners(Map.of("cn", partner("")));
      assertThatThrownBy(() -> carry("secret")).hasStackTraceContaining("HostKey");
    }
    drop("m1", "message");
    assertThat(contents(out)).isEmpty();
    assertThat(received).isEmpty();
  }

  @Test
  void aServerThatIsNotThereAtFirstIsFoundLater() throws Exception {
    int port = server.getPort();
    server.stop(true);
    config.partners(Map.of("cn", partner("&connectTimeout=2000")));
    drop("m1", "message");
    assertThatThrownBy(() -> carry("too soon")).isInstanceOf(Exception.class);
    server = server("host.key", port);
    Http.eventually(() -> contents(in), List.of());
    Http.eventually(() -> contents(out), List.of("receipt"));
    assertThat(received).containsExactly("cn message");
  }
}
