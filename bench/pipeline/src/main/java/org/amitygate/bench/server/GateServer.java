package org.amitygate.bench.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A server that runs from a {@link GateSite}. */
public final class GateServer {

  private final Process process;
  private final int sshPort;

  private GateServer(Process process, int sshPort) {
    this.process = process;
    this.sshPort = sshPort;
  }

  /**
   * Starts one; nobody waits until it is up.
   *
   * @param environment beside the Java that this runs on and a port for the shell
   */
  public static GateServer start(
      Processes processes, GateSite site, Map<String, String> environment) throws IOException {
    int sshPort = Processes.freePort();
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.put("AMITY_GATE_SSH_PORT", Integer.toString(sshPort));
    Process process =
        processes.startQuiet(site.command(), all, site.base().resolve("log/console.log"));
    return new GateServer(process, sshPort);
  }

  /** Logs in with the account of {@link GateSite#account}, as soon as there is a shell. */
  public GateShell login() throws IOException {
    return GateShell.login(sshPort, GateSite.ACCOUNT, GateSite.PASSWORD);
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Ends it. */
  public void end() {
    Processes.end(process);
  }
}
