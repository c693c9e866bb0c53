package org.amitygate.bench.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

/**
 * A person at the management shell of a server, logged in by ssh once, who gives one command after
 * another. A login for each command would cost more than the command: the server's check of a
 * password is made to be slow.
 */
public final class GateShell implements AutoCloseable {

  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final Duration UP_WITHIN = Duration.ofSeconds(120);
  private static final Duration AGAIN = Duration.ofMillis(200);

  private static final String PASTE_BEGINS = "\u001B[200~";
  private static final String PASTE_ENDS = "\u001B[201~";

  /** What moves the cursor of a terminal or colours its text. */
  private static final Pattern CONTROL =
      Pattern.compile("\u001B(\\[[0-9;?]*[A-Za-z@]|[=>])|[\r\b\u0007]");

  /** The last line that a change of a plug-in prints, with its end. */
  private static final Pattern ANSWER = Pattern.compile("(?m)^(OK|REFUSED|Error) .*(?=\n)");

  /** The prompt of a shell that waits for a command. */
  private static final Pattern PROMPT = Pattern.compile("@[a-z]+(\\(\\))?> ");

  private final SshClient client = SshClient.setUpDefaultClient();
  private final StringBuilder said = new StringBuilder();
  private final ClientSession session;
  private final ChannelShell shell;
  private final OutputStream keys;

  /** Logs in, as soon as there is a shell. */
  public static GateShell login(int port, String account, String password) throws IOException {
    long until = System.nanoTime() + UP_WITHIN.toNanos();
    while (true) {
      try {
        return new GateShell(port, account, password);
      } catch (IOException e) {
        if (System.nanoTime() > until) {
          throw new IOException("nobody can log in as " + account, e);
        }
        LockSupport.parkNanos(AGAIN.toNanos());
      }
    }
  }

  private GateShell(int port, String account, String password) throws IOException {
    client.setServerKeyVerifier((session, address, key) -> true);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.start();
    try {
      session = client.connect(account, "127.0.0.1", port).verify(WITHIN).getSession();
      session.addPasswordIdentity(password);
      session.auth().verify(WITHIN);
      shell = session.createShellChannel();
      shell.setPtyType("xterm");
      shell.setPtyColumns(1_000);
      shell.setOut(new Screen());
      shell.setErr(new Screen());
      shell.open().verify(WITHIN);
      keys = shell.getInvertedIn();
      await(PROMPT, "the login", WITHIN);
    } catch (IOException | RuntimeException e) {
      client.stop();
      throw e;
    }
  }

  /** Takes down what the server prints. */
  private final class Screen extends OutputStream {
    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      synchronized (said) {
        said.append(new String(bytes, from, length, StandardCharsets.UTF_8));
        said.notifyAll();
      }
    }
  }

  /**
   * Changes a plug-in.
   *
   * @param change such as {@code update /path/to/plugin.jar}
   * @return what the gate says: begins with OK, REFUSED or Error
   */
  public String plugin(String change, String reason) throws IOException {
    return type("gate:plugin " + change + " --reason \"" + reason + "\"", ANSWER);
  }

  /**
   * Pastes a command, as a terminal does it, and presses return.
   *
   * @param answer what the line that ends it is like
   * @return that line
   */
  public String type(String command, Pattern answer) throws IOException {
    return type(command, answer, WITHIN);
  }

  /** As {@link #type(String, Pattern)}, for a command that takes longer. */
  public String type(String command, Pattern answer, Duration within) throws IOException {
    synchronized (said) {
      said.setLength(0);
    }
    keys.write((PASTE_BEGINS + command + PASTE_ENDS + "\r").getBytes(StandardCharsets.UTF_8));
    keys.flush();
    return await(answer, command, within);
  }

  private String await(Pattern awaited, String after, Duration within) throws IOException {
    long until = System.nanoTime() + within.toNanos();
    synchronized (said) {
      while (true) {
        String text = CONTROL.matcher(said).replaceAll("");
        Matcher found = awaited.matcher(text);
        if (found.find()) {
          return found.group();
        }
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (left <= 0) {
          throw new IOException(
              "no answer to "
                  + after
                  + ", only: "
                  + text.substring(0, Math.min(500, text.length())));
        }
        await(left);
      }
    }
  }

  private void await(long millis) throws IOException {
    try {
      said.wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    shell.close(true);
    session.close(true);
    client.stop();
  }
}
