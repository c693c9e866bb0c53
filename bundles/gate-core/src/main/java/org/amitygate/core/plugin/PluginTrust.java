package org.amitygate.core.plugin;

import java.nio.file.Path;
import org.amitygate.core.journal.Refusal;

/**
 * Decides whether the maker of a plug-in is trusted, before anything of it runs. An OSGi service,
 * without which no plug-in runs.
 */
public interface PluginTrust {

  /** Takes every plug-in; what runs is recorded by its digest. */
  PluginTrust ANY = (jar, sha256) -> "";

  /**
   * Checks who made a plug-in.
   *
   * @param sha256 of the jar, hexadecimal
   * @return who signed it, for the record; empty if nobody
   * @throws Refusal it must not run
   */
  String signer(Path jar, String sha256) throws Refusal;
}
