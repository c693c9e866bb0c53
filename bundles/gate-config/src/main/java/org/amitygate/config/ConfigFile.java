package org.amitygate.config;

import java.nio.file.Path;
import java.util.Optional;

/** The gate file as people see it, as an OSGi service. Thread-safe. */
public interface ConfigFile {

  /** Where the file is. */
  Path path();

  /**
   * Why the file, as it stands now, is not in force: file, line, what was found and what was
   * expected.
   */
  Optional<String> refusal();

  /**
   * Reads the file as it stands now, without putting it in force.
   *
   * @throws ConfigException everything that is wrong
   */
  GateConfig check() throws ConfigException;

  /**
   * The configuration in force as YAML: templates filled in, secrets as references; empty before a
   * first good file.
   */
  String effective();
}
