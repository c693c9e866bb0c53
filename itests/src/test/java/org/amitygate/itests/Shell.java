package org.amitygate.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

/**
 * A person at the management shell of a gate. Logs in anew for each command: the server closes the
 * session with the end of a command.
 */
final class Shell {

  private static final Duration WITHIN = Duration.ofSeconds(120);
  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*[A-Za-z]");

  private final String account;
  private final String password;
  private final int port;

  /** What a command printed, and how it ended. */
  record Answer(String text, int status) {

    /** Fails unless it was done, and this was said. */
    void assertOk(String said) {
      assertEquals("OK " + said, text);
      assertEquals(0, status);
    }

    /** Fails unless it was refused, for this reason to begin with. */
    void assertRefused(String why) {
      assertTrue(text, text.startsWith("REFUSED " + why));
      assertEquals(1, status);
    }
  }

  private Shell(String account, String password, int port) {
    this.account = account;
    this.password = password;
    this.port = port;
  }

  /**
   * Somebody with an account.
   *
   * @param base folder of the gate, where the list of its accounts is
   */
  static Shell of(Path base, String account) throws IOException {
    Matcher line = account(base, account);
    return new Shell(account, line.group(2), Integer.parseInt(line.group(1)));
  }

  /** Somebody who uses another password. */
  static Shell withPassword(Path base, String account, String password) throws IOException {
    return new Shell(account, password, Integer.parseInt(account(base, account).group(1)));
  }

  private static Matcher account(Path base, String account) throws IOException {
    Matcher line =
        Pattern.compile("ssh -p (\\d+) " + account + "@127.0.0.1 +(\\S+)")
            .matcher(Files.readString(base.resolve("accounts.txt")));
    if (!line.find()) {
      throw new IOException("no account " + account + " in " + base);
    }
    return line;
  }

  /**
   * Logs in, types a command and waits for its end.
   *
   * @throws IOException the login was refused
   */
  Answer type(String command) throws IOException {
    SshClient client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier((session, address, key) -> true);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.start();
    try (ClientSession session =
        client.connect(account, "127.0.0.1", port).verify(WITHIN).getSession()) {
      session.addPasswordIdentity(password);
      session.auth().verify(WITHIN);
      return type(session, command);
    } finally {
      client.stop();
    }
  }

  private static Answer type(ClientSession session, String command) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ChannelExec channel = session.createExecChannel(command)) {
      channel.setOut(output);
      channel.setErr(output);
      channel.open().verify(WITHIN);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), WITHIN);
      Integer status = channel.getExitStatus();
      String text = COLOUR.matcher(output.toString(StandardCharsets.UTF_8)).replaceAll("");
      return new Answer(text.strip(), status == null ? -1 : status);
    }
  }
}
