package org.amitygate.config;

/**
 * One thing that is wrong in the file.
 *
 * @param line from 1; 0 if it concerns the file as a whole
 * @param where the setting, such as {@code lanes.L3.direction}; empty if it concerns the file as a
 *     whole
 * @param what what was found and what was expected
 */
public record ConfigProblem(int line, String where, String what) {

  @Override
  public String toString() {
    return (line > 0 ? "line " + line + ": " : "") + (where.isEmpty() ? "" : where + ": ") + what;
  }
}
