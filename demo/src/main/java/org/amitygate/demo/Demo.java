package org.amitygate.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.amitygate.demo.run.Children;

/** The command {@code ./gate demo}: both gates of a pair and the simulated world. */
public final class Demo {
  private static final int WRONG_USE = 2;
  private static final int BROKEN = 3;

  private Demo() {}

  /** Exit codes: 0 all as promised, 1 not, 2 wrong command line, 3 it could not be run. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (Arrays.asList(args).contains("--help")) {
      out.print(Options.USAGE);
      return;
    }
    Options options;
    try {
      options = Options.parse(args);
    } catch (Options.Wrong e) {
      out.println(e.getMessage());
      out.print(Options.USAGE);
      System.exit(WRONG_USE);
      return;
    }
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(options, options.print() ? err : out));
  }

  private static int run(Options options, PrintStream out) {
    Path folder;
    try {
      folder = RunFolder.take(options.root(), options.keep());
    } catch (IOException e) {
      out.println("demo: " + e.getMessage());
      return BROKEN;
    }
    Children children = new Children();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  children.stop();
                  RunFolder.release(folder);
                },
                "stop"));
    try {
      return new Conductor(options, folder, children, out).run() ? 0 : 1;
    } catch (IOException | GeneralSecurityException e) {
      if (!children.stopping()) {
        out.println("demo: " + e.getMessage());
      }
      return BROKEN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return BROKEN;
    }
  }
}
