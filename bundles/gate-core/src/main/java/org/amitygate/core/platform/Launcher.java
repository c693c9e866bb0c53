package org.amitygate.core.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the gate and {@code bin/amity-gate} tell each other, by files in the folder {@code platform}
 * of the gate's base. Each step is the renaming of one file, so that a crash leaves the one before
 * or the one after.
 *
 * <ul>
 *   <li>{@code next}: written by the gate; what the launcher shall try
 *   <li>{@code trying}: the launcher renames {@code next} to it and starts what it names
 *   <li>{@code current}: the gate that is tried renames {@code trying} to it once it is up; what
 *       the launcher starts from then on
 *   <li>{@code failed}: the launcher renames {@code trying} to it when it finds that there, and
 *       starts what {@code current} names, or its own installation
 * </ul>
 *
 * <p>Each has three lines: the installation whose launcher is meant, the one to start, and {@code
 * back} or {@code keep}: whether another one can follow once this one has been started.
 *
 * @param folder {@code platform}
 * @param started the installation whose launcher was started
 * @param home the installation that runs
 * @param supervisor the process of a launcher that waits for the end of this one; empty if none
 *     does
 */
record Launcher(Path folder, Path started, Path home, Optional<Long> supervisor) {

  private static final String NEXT = "next";
  private static final String TRYING = "trying";
  private static final String CURRENT = "current";
  private static final String FAILED = "failed";
  private static final String BACK = "back";
  private static final String KEEP = "keep";

  /** As the launcher says in the properties of the server. */
  static Launcher of(UnaryOperator<String> property) {
    Path home = path(property.apply("karaf.home"));
    String base = property.apply("gate.base");
    String started = property.apply("gate.launcher");
    return new Launcher(
        path(base == null ? property.apply("karaf.base") : base).resolve("platform"),
        started == null || started.isBlank() ? home : path(started),
        home,
        Optional.ofNullable(property.apply("gate.supervisor"))
            .filter(pid -> pid.matches("\\d+"))
            .map(Long::valueOf));
  }

  private static Path path(String property) {
    Path path = Path.of(property == null ? "." : property).toAbsolutePath().normalize();
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  /** Whether somebody starts the next one when this process ends. */
  boolean supervised() {
    return supervisor
        .flatMap(pid -> ProcessHandle.current().parent().filter(parent -> parent.pid() == pid))
        .isPresent();
  }

  /** Has an installation tried when this process has ended. On disk when this returns. */
  void next(Path installation, boolean wayBack) throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve(NEXT + ".part");
    Files.writeString(part, started + "\n" + installation + "\n" + (wayBack ? BACK : KEEP) + "\n");
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.READ)) {
      channel.force(true);
    }
    rename(part, NEXT);
  }

  /** What runs is being tried, and not confirmed. */
  boolean trying() throws IOException {
    return lines(TRYING).filter(lines -> lines.get(1).equals(home.toString())).isPresent();
  }

  /** Takes back what {@link #next} said. */
  void withdraw() throws IOException {
    Files.deleteIfExists(folder.resolve(NEXT));
  }

  /** Whether another one can follow what is being tried. */
  boolean wayBack() throws IOException {
    return lines(TRYING).filter(lines -> lines.get(2).equals(KEEP)).isEmpty();
  }

  /** What is tried stays. */
  void confirm() throws IOException {
    if (trying()) {
      rename(folder.resolve(TRYING), CURRENT);
    }
  }

  /** The last one that was tried has not come up. */
  boolean failed() {
    return Files.exists(folder.resolve(FAILED));
  }

  void forgetFailed() throws IOException {
    Files.deleteIfExists(folder.resolve(FAILED));
  }

  private void rename(Path from, String to) throws IOException {
    Files.move(
        from,
        folder.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Optional<List<String>> lines(String name) throws IOException {
    try {
      List<String> lines = Files.readAllLines(folder.resolve(name), StandardCharsets.UTF_8);
      return Optional.of(lines).filter(found -> found.size() >= 3);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
