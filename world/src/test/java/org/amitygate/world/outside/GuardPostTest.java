package org.amitygate.world.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.amitygate.world.RecordedEvents;
import org.amitygate.world.outside.GuardPost.Account;
import org.amitygate.world.story.Order;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardPostTest {
  @TempDir Path folder;

  private final RecordedEvents events = new RecordedEvents();
  private final Deque<String> replies = new ArrayDeque<>();
  private SshServer gate;
  private GuardPost guards;

  /** Prints the next reply. */
  private final class Reply extends AbstractCommandSupport {
    Reply(String command) {
      super(command, null);
    }

    @Override
    public void run() {
      try {
        String reply;
        synchronized (replies) {
          reply = replies.isEmpty() ? "OK " + getCommand() : replies.remove();
        }
        getOutputStream().write((reply + "\n").getBytes(StandardCharsets.UTF_8));
        getOutputStream().flush();
        onExit(0);
      } catch (IOException e) {
        onExit(1);
      }
    }

    @Override
    public void start(ChannelSession channel, Environment env) throws IOException {
      super.start(channel, env);
    }
  }

  @BeforeEach
  void open() throws IOException {
    gate = SshServer.setUpDefaultServer();
    gate.setHost("127.0.0.1");
    gate.setPort(0);
    gate.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(folder.resolve("key")));
    gate.setPasswordAuthenticator((user, password, session) -> password.equals("pw-" + user));
    gate.setCommandFactory((channel, command) -> new Reply(command));
    gate.start();
    List<Account> accounts =
        List.of(new Account("hoa", "pw-hoa", "guard"), new Account("minh", "pw-minh", "guard"));
    guards = new GuardPost("A", "127.0.0.1", gate.getPort(), accounts, events);
  }

  @AfterEach
  void close() throws IOException {
    guards.close();
    gate.stop(true);
  }

  @Test
  void typesUntilOkWithTheRightAccounts() throws Exception {
    replies.add("Error: the crossing is not held");
    CountDownLatch done = new CountDownLatch(1);
    guards.carryOut(
        "T001",
        10,
        List.of(new Order(0, "gate:resume L1"), new Order(1, "gate:resume L1")),
        done::countDown);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    List<RecordedEvents.Event> typed = events.named("guard");
    assertThat(typed).hasSize(3);
    assertThat(typed.get(0)).matches(e -> e.is("ok", false) && e.is("account", "hoa"));
    assertThat(typed.get(1)).matches(e -> e.is("ok", true) && e.is("account", "hoa"));
    assertThat(typed.get(2))
        .matches(
            e -> e.is("ok", true) && e.is("account", "minh") && e.is("command", "gate:resume L1"));
  }

  @Test
  void triesAgainWhenTheGateIsDown() throws Exception {
    int port = gate.getPort();
    gate.stop(true);
    CountDownLatch done = new CountDownLatch(1);
    guards.carryOut("T001", 0, List.of(new Order(0, "gate:stop L1")), done::countDown);
    events.await("guard", 1);
    assertThat(guards.busy()).isEqualTo(1);
    gate = SshServer.setUpDefaultServer();
    gate.setHost("127.0.0.1");
    gate.setPort(port);
    gate.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(folder.resolve("another key")));
    gate.setPasswordAuthenticator((user, password, session) -> true);
    gate.setCommandFactory((channel, command) -> new Reply(command));
    gate.start();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
