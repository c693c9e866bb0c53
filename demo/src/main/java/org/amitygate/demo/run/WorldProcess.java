package org.amitygate.demo.run;

import java.io.IOException;
import java.nio.file.Path;
import org.amitygate.demo.site.Site;

/** The simulated world. */
public final class WorldProcess {
  private final Child child;

  private WorldProcess(Child child) {
    this.child = child;
  }

  /**
   * Starts it.
   *
   * @param root the checkout
   */
  public static WorldProcess start(Site site, Path root, String javaHome, Children children)
      throws IOException {
    Path target = root.resolve("world/target");
    ProcessBuilder builder =
        new ProcessBuilder(
            javaHome + "/bin/java",
            "-Xmx256m",
            "-cp",
            target.resolve("world.jar") + ":" + target.resolve("lib") + "/*",
            "org.amitygate.world.World",
            "--config",
            site.worldFile().toString(),
            "--stay");
    Child child = children.start("world", builder, site.folder().resolve("world.log"));
    Site.pid(site.folder().resolve("world.pid"), child.pid());
    return new WorldProcess(child);
  }

  public boolean alive() {
    return child.alive();
  }

  /**
   * Waits for the end of all trucks. The process goes on after it: what the gates still have to say
   * to each other goes through its lines.
   */
  public boolean doneWithin(long millis) throws InterruptedException {
    return child.endsWithin(millis) || child.lastWords().contains("world: done");
  }

  /** Why it ended badly; empty if it ended well or still runs. */
  public String failure() {
    if (child.alive() || child.exitValue() == 0) {
      return "";
    }
    return "the world ended with " + child.exitValue() + ":\n" + child.lastWords();
  }
}
