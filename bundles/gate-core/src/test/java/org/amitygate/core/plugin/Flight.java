package org.amitygate.core.plugin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What was really done meanwhile, as the flight recorder of the JDK saw it. */
public final class Flight {

  private Flight() {}

  public interface Action {
    void run() throws Exception;
  }

  /** What was handed to the disk of a folder: itself, and whatever is in it. */
  public static List<Path> forced(Path folder, Action action) throws Exception {
    return events("jdk.FileForce", action).stream()
        .map(event -> Path.of(event.getString("path")))
        .filter(path -> path.startsWith(folder))
        .toList();
  }

  /** The programs that were started, those of tests beside this one included. */
  public static List<String> programs(Action action) throws Exception {
    return events("jdk.ProcessStart", action).stream()
        .map(event -> event.getString("command"))
        .toList();
  }

  private static List<RecordedEvent> events(String name, Action action) throws Exception {
    Path recorded = Files.createTempFile("flight", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(name).withoutThreshold();
      recording.start();
      action.run();
      recording.stop();
      recording.dump(recorded);
      return RecordingFile.readAllEvents(recorded);
    } finally {
      Files.delete(recorded);
    }
  }
}
