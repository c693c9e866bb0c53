package org.amitygate.demo.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.amitygate.demo.site.Site.Account;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** A person at a gate's shell (SSH) on this machine. */
final class GateShell {
  private static final Duration LOGIN_WITHIN = Duration.ofSeconds(30);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(150);

  private GateShell() {}

  /** Types one command and gives what it prints. */
  static String type(int port, Account account, String command) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (SshClient client = SshClient.setUpDefaultClient()) {
      client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
      client.start();
      try (ClientSession session =
          client.connect(account.name(), "127.0.0.1", port).verify(LOGIN_WITHIN).getSession()) {
        session.addPasswordIdentity(account.password());
        session.auth().verify(LOGIN_WITHIN);
        try (ChannelExec channel = session.createExecChannel(command)) {
          channel.setOut(output);
          channel.setErr(output);
          channel.open().verify(LOGIN_WITHIN);
          channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), ANSWER_WITHIN);
        }
      }
    }
    return output
        .toString(StandardCharsets.UTF_8)
        .replaceAll("\u001B\\[[0-9;]*[A-Za-z]", "")
        .strip();
  }
}
