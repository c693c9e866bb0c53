package org.amitygate.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.journal.SqlWrite.Ends;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The note, in the data folder, of how far this gate's journal has come. A journal that has not
 * come so far was set back, or is another one: a gate that came up on it would have forgotten
 * vehicles that are under way. What it says is on disk in the journal, and may be behind it.
 * Thread-safe.
 */
final class Reached {

  /** Position and id of a record, and the number of commits without records; for {@link Ends}. */
  private static final Pattern NOTE =
      Pattern.compile(
          "([0-9]{1,18}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([0-9]{1,18})\n");

  private static final Logger log = LoggerFactory.getLogger(Reached.class);

  private final Path file;
  private final FileSync sync;
  private String noted = "";
  private boolean failing;

  Reached(Path folder, FileSync sync) {
    this.file = folder.resolve("journal.last");
    this.sync = sync;
  }

  /**
   * What was noted last, without the place in the outbox; empty if nothing ever was.
   *
   * @throws IllegalStateException the file is not one of these
   */
  synchronized Optional<Ends> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
    Matcher note = NOTE.matcher(text);
    if (!note.matches()) {
      throw new IllegalStateException(
          "%s is damaged, which says how far this gate's journal has come: see that the journal is the newest there is, then delete that file"
              .formatted(file));
    }
    noted = text;
    return Optional.of(
        new Ends(
            Long.parseLong(note.group(1)),
            UUID.fromString(note.group(2)),
            0,
            Long.parseLong(note.group(3))));
  }

  /** The journal in that place has not come so far as was noted. */
  IllegalStateException lacking(String place) {
    return new IllegalStateException(
        "%s lacks records that this gate has written: it was set back to an earlier copy, or is another one; bring the newer one back, or delete %s to go on without them, and settle with the partner how each crossing stands"
            .formatted(place, file));
  }

  /**
   * Notes it, whole or not at all; blocks until it is on disk. If that fails the last note stays,
   * which is as true, and the log says so.
   */
  synchronized void note(Ends ends) {
    String text = "%d %s %d\n".formatted(ends.position(), ends.last(), ends.unrecorded());
    if (text.equals(noted)) {
      return;
    }
    try {
      Path unfinished = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(unfinished, text, StandardCharsets.US_ASCII);
      sync.file(unfinished);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync.directory(file.toAbsolutePath().getParent());
      noted = text;
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        log.warn(
            "{} cannot be written: a journal that is set back may not be noticed ({})",
            file,
            e.toString());
      }
      failing = true;
    }
  }
}
