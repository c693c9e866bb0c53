package org.amitygate.demo.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.amitygate.demo.site.LoneSite;
import org.amitygate.demo.site.Site;

/** The simulated world. */
public final class WorldProcess {
  private final Child child;

  private WorldProcess(Child child) {
    this.child = child;
  }

  /**
   * Starts it around both gates of a pair.
   *
   * @param root the checkout
   */
  public static WorldProcess start(Site site, Path root, String javaHome, Children children)
      throws IOException {
    String program = "org.amitygate.world.World";
    List<String> words = List.of(program, "--config", site.worldFile().toString(), "--stay");
    return start(words, site.folder(), root, javaHome, children);
  }

  /**
   * Starts it around one gate alone.
   *
   * @param root the checkout
   */
  public static WorldProcess start(LoneSite site, Path root, String javaHome, Children children)
      throws IOException {
    String program = "org.amitygate.world.lone.LoneWorld";
    List<String> words = List.of(program, "--config", site.worldFile().toString());
    return start(words, site.folder(), root, javaHome, children);
  }

  private static WorldProcess start(
      List<String> words, Path folder, Path root, String javaHome, Children children)
      throws IOException {
    Path target = root.resolve("world/target");
    List<String> command = new ArrayList<>();
    command.add(javaHome + "/bin/java");
    command.add("-Xmx256m");
    command.add("-cp");
    command.add(target.resolve("world.jar") + ":" + target.resolve("lib") + "/*");
    command.addAll(words);
    Child child = children.start("world", new ProcessBuilder(command), folder.resolve("world.log"));
    Site.pid(folder.resolve("world.pid"), child.pid());
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
