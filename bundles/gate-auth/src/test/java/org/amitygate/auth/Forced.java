package org.amitygate.auth;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** What was really handed to the disk, as the flight recorder of the JDK saw it. */
final class Forced {

  private Forced() {}

  interface Action {
    void run() throws Exception;
  }

  /** What was synced meanwhile of a folder: itself, and whatever is in it. */
  static List<Path> in(Path folder, Action action) throws Exception {
    Path recorded = Files.createTempFile("forced", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileForce").withoutThreshold();
      recording.start();
      action.run();
      recording.stop();
      recording.dump(recorded);
      return RecordingFile.readAllEvents(recorded).stream()
          .map(event -> Path.of(event.getString("path")))
          .filter(path -> path.startsWith(folder))
          .toList();
    } finally {
      Files.delete(recorded);
    }
  }
}
