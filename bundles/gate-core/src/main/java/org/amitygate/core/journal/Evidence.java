package org.amitygate.core.journal;

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
   */
  String keep(byte[] bytes);
}
