package org.amitygate.bench.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the watcher in the server wrote of its bundles. */
final class BundleLog {

  private static final String PLUGIN = "amity-gate-plugin:";
  private static final Set<String> RESTARTS = Set.of("STOPPED", "UPDATED", "UNRESOLVED");

  private final Path file;

  /**
   * @param restarted how often which bundle was stopped, updated or wired anew that should not have
   *     been: others than plug-ins, and versions of plug-ins that began again
   * @param pluginsLeft plug-in bundles that are still in the framework
   */
  record Found(Map<String, Integer> restarted, int pluginsLeft) {

    int restarts() {
      return restarted.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  BundleLog(Path file) {
    this.file = file;
  }

  /** How many lines there are. */
  int size() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  /**
   * @param from the first line of the time in which plug-ins are exchanged
   */
  Found read(int from) throws IOException {
    return read(Files.readAllLines(file), from);
  }

  static Found read(List<String> lines, int from) {
    Map<String, Integer> restarted = new TreeMap<>();
    Map<String, Integer> starts = new HashMap<>();
    Set<String> left = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).split(" ", 4);
      String what = words[0];
      boolean plugin = words[3].startsWith(PLUGIN);
      if (plugin && what.equals("INSTALLED")) {
        left.add(words[3]);
      } else if (what.equals("UNINSTALLED")) {
        left.remove(words[3]);
      }
      if (i < from) {
        continue;
      }
      boolean again = what.equals("STARTED") && starts.merge(words[3], 1, Integer::sum) > 1;
      if (plugin ? again : RESTARTS.contains(what)) {
        restarted.merge(words[1] + " " + words[2], 1, Integer::sum);
      }
    }
    return new Found(restarted, left.size());
  }
}
