package org.amitygate.core.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Keeps pictures, spectra and raw messages as files named by their content. What a record names
 * must be kept before the record is submitted. Thread-safe.
 */
@FunctionalInterface
public interface Evidence {

  /**
   * Keeps these bytes; blocks until they are on disk, so never call it on the journal's threads.
   * Keeping the same bytes again is no error and keeps one copy.
   *
   * @return their name: the SHA-256 of the bytes, 64 lower-case hexadecimal digits
   * @throws Journal.JournalUnavailable they could not be written; nothing may be recorded that
   *     names them
   * @throws EvidenceFull the quota is reached: what they belong to is recorded without them, with
   *     their name and that they were not kept
   */
  String keep(byte[] bytes);

  /**
   * Keeps these bytes if the quota allows it, and names them in any case. Else as {@link #keep}.
   */
  default Kept keepIfThereIsRoom(byte[] bytes) {
    try {
      return new Kept(keep(bytes), true);
    } catch (EvidenceFull e) {
      return new Kept(e.name(), false);
    }
  }

  /**
   * @param there false: the quota of evidence was reached
   */
  record Kept(String digest, boolean there) {

    /** Names them in a record: {@code "kept":false} beside a digest that has no file. */
    public void named(ObjectNode body, String field) {
      body.put(field, digest);
      if (!there) {
        body.put("kept", false);
      }
    }
  }

  /** As much is kept as may be. */
  final class EvidenceFull extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String name;

    /** {@code name}: of what was not kept. */
    public EvidenceFull(String name, String sentence) {
      super(sentence);
      this.name = name;
    }

    /** The SHA-256 of the bytes that were not kept. */
    public String name() {
      return name;
    }
  }
}
