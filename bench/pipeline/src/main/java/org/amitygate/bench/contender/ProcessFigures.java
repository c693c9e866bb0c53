package org.amitygate.bench.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the kernel counts of a process and those it started (proc(5)).
 *
 * @param cpuMillis processor time in user and kernel mode, that of ended children included
 * @param compilerMillis of that, the threads of Java's compilers
 * @param rssBytes resident memory; pages that processes share are counted for each
 * @param writtenBytes what it had written to storage
 */
record ProcessFigures(long cpuMillis, long compilerMillis, long rssBytes, long writtenBytes) {

  /** USER_HZ is 100 on every architecture that Linux runs Java on. */
  private static final long MILLIS_PER_TICK = 10;

  private static final long PAGE_BYTES = 4_096;

  ProcessFigures plus(ProcessFigures other) {
    return new ProcessFigures(
        cpuMillis + other.cpuMillis,
        compilerMillis + other.compilerMillis,
        rssBytes + other.rssBytes,
        writtenBytes + other.writtenBytes);
  }

  /** Of the process and everything it started. */
  static ProcessFigures ofTree(long root) throws IOException {
    ProcessFigures sum = new ProcessFigures(0, 0, 0, 0);
    for (long pid : tree(root)) {
      try {
        sum = sum.plus(of(pid));
      } catch (IOException e) {
        if (pid == root) {
          throw e;
        } // a child that has just ended
      }
    }
    return sum;
  }

  private static ProcessFigures of(long pid) throws IOException {
    String[] stat = stat(pid);
    long ticks = 0;
    for (int field = 14; field <= 17; field++) { // utime, stime, cutime, cstime
      ticks += Long.parseLong(stat[field - 3]);
    }
    long rss = Long.parseLong(stat[24 - 3]) * PAGE_BYTES;
    long written = 0;
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/io"))) {
      if (line.startsWith("write_bytes: ")) {
        written = Long.parseLong(line.substring("write_bytes: ".length()));
      }
    }
    return new ProcessFigures(MILLIS_PER_TICK * ticks, compilers(pid), rss, written);
  }

  private static long compilers(long pid) throws IOException {
    long ticks = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        String line = Files.readString(thread.resolve("stat"));
        if (line.contains("(C1 Compiler") || line.contains("(C2 Compiler")) {
          String[] stat = line.substring(line.lastIndexOf(')') + 2).split(" ");
          ticks += Long.parseLong(stat[14 - 3]) + Long.parseLong(stat[15 - 3]);
        }
      }
    }
    return MILLIS_PER_TICK * ticks;
  }

  /** The fields of /proc/PID/stat from the third on: the second may hold anything. */
  private static String[] stat(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return line.substring(line.lastIndexOf(')') + 2).strip().split(" ");
  }

  private static List<Long> tree(long root) throws IOException {
    Map<Long, List<Long>> children = new HashMap<>();
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      for (Path each : all.toList()) {
        String name = each.getFileName().toString();
        if (!name.matches("\\d+")) {
          continue;
        }
        try {
          long parent = Long.parseLong(stat(Long.parseLong(name))[4 - 3]);
          children.computeIfAbsent(parent, pid -> new ArrayList<>()).add(Long.valueOf(name));
        } catch (IOException e) {
          continue; // it has just ended
        }
      }
    }
    List<Long> found = new ArrayList<>();
    Deque<Long> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      long pid = open.remove();
      found.add(pid);
      open.addAll(children.getOrDefault(pid, List.of()));
    }
    return found;
  }
}
