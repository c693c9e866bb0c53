package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.amitygate.config.PartnerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On an FTP server, over real sockets. */
@Tag("slow")
class FtpTest extends Folders {

  private FileServer server;

  @Override
  String uri(Path of) throws Exception {
    if (server == null) {
      server = FileServer.plain(folder);
      Files.createDirectories(in);
      Files.createDirectories(out);
    }
    return server.uri(folder.relativize(of).toString());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aServerThatIsAwayForAWhileLosesNothing() throws Exception {
    server.pause();
    assertThatThrownBy(() -> carry("message")).isInstanceOf(Exception.class);
    drop("m1", "theirs");
    server.resume();
    Http.eventually(
        () -> {
          try {
            return carry("message");
          } catch (java.util.concurrent.ExecutionException e) {
            return 0;
          }
        },
        Reply.CARRIED);
    Http.eventually(() -> contents(in), List.of());
    Http.eventually(() -> Set.copyOf(contents(out)), Set.of("message", "receipt"));
    assertThat(contents(out)).hasSize(2);
  }

  @Test
  void overTlsTheServerProvesWhoItIs() throws Exception {
    Certificates theirs = new Certificates(folder, "server");
    Certificates strangers = new Certificates(folder, "stranger");
    try (FileServer secure = FileServer.secure(folder, theirs.keyStore("ftp"))) {
      config.partners(Map.of("cn", partner(secure, strangers.tls("gate", theirs))));
      drop("m1", "message");
      Http.eventually(() -> contents(out), List.of("receipt"));
      Http.eventually(() -> contents(in), List.of());
      config.partners(Map.of("cn", partner(secure, strangers.tls("gate", strangers))));
      assertThatThrownBy(() -> carry("secret")).hasStackTraceContaining("PKIX");
    }
    Path elsewhere = theirs.keyStore("elsewhere", "elsewhere.example", "10.9.9.9");
    try (FileServer other = FileServer.secure(folder, elsewhere)) {
      config.partners(Map.of("cn", partner(other, strangers.tls("gate", theirs))));
      assertThatThrownBy(() -> carry("secret"))
          .as("another host's certificate")
          .hasStackTraceContaining("No subject alternative names");
    }
    assertThat(contents(out)).containsExactly("receipt");
  }

  private PartnerConfig partner(FileServer server, Map<String, String> tls) {
    return new PartnerConfig(
        "cn", "p1", server.uri("out"), server.uri("in"), "", List.of(), tls, Map.of());
  }
}
