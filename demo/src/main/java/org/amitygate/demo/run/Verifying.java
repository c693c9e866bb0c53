package org.amitygate.demo.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has the journals of the gates verified by a program that shares no code with them. */
public final class Verifying {
  private static final long WITHIN_MILLIS = 600_000;

  private Verifying() {}

  /**
   * Reads every record and evidence file of a gate, which may go on.
   *
   * @param root the checkout
   * @return what is wrong, in a sentence and the last words of the verifier; empty: nothing
   */
  public static Optional<String> failure(
      GateProcess gate, Path root, String javaHome, Children children)
      throws IOException, InterruptedException {
    Path target = root.resolve("verifier/target");
    List<String> command =
        new ArrayList<>(
            List.of(
                javaHome + "/bin/java",
                "-Xmx256m",
                "-cp",
                target.resolve("verifier.jar") + ":" + target.resolve("lib") + "/*",
                "org.amitygate.verifier.Main",
                "verify",
                gate.store(),
                "--evidence",
                gate.evidence().toString()));
    for (Path key : gate.partnerKeys()) {
      command.addAll(List.of("--partner-key", key.toString()));
    }
    Child child = children.start("verifier", new ProcessBuilder(command), gate.log("verify.log"));
    if (child.endsWithin(WITHIN_MILLIS) && child.exitValue() == 0) {
      return Optional.empty();
    }
    return Optional.of("the journal of " + gate.id() + " does not verify:\n" + child.lastWords());
  }
}
