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
            site.worldFile().toString());
    Child child = children.start("world", builder, site.folder().resolve("world.log"));
    Site.pid(site.folder().resolve("world.pid"), child.pid());
    return new WorldProcess(child);
  }

  public boolean alive() {
    return child.alive();
  }

  public boolean endsWithin(long millis) throws InterruptedException {
    return child.endsWithin(millis);
  }

  /** Why it ended badly; empty if it ended well or still runs. */
  public String failure() {
    if (child.alive() || child.exitValue() == 0) {
      return "";
    }
    return "the world ended with " + child.exitValue() + ":\n" + child.lastWords();
  }
}
