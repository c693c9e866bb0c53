package org.amitygate.config;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A file that is refused, with everything that is wrong in it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 20;

  private final transient List<ConfigProblem> problems;
  private final transient List<Path> secretFiles;

  ConfigException(String file, List<ConfigProblem> problems) {
    this(file, problems, List.of());
  }

  /**
   * @param secretFiles what was looked for: when one of them comes or changes, the file deserves
   *     another look
   */
  ConfigException(String file, List<ConfigProblem> problems, List<Path> secretFiles) {
    super(message(file, sorted(problems)));
    this.problems = sorted(problems);
    this.secretFiles = List.copyOf(secretFiles);
  }

  List<Path> secretFiles() {
    return secretFiles;
  }

  /** In the order of the file. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  private static List<ConfigProblem> sorted(List<ConfigProblem> problems) {
    return problems.stream()
        .distinct()
        .sorted(Comparator.comparingInt(ConfigProblem::line))
        .toList();
  }

  private static String message(String file, List<ConfigProblem> problems) {
    String shown =
        problems.stream()
            .limit(SHOWN)
            .map(problem -> file + ": " + problem)
            .collect(Collectors.joining("\n"));
    return problems.size() > SHOWN ? shown + "\nand " + (problems.size() - SHOWN) + " more" : shown;
  }
}
