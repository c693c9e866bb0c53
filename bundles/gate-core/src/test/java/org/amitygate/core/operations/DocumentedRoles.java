package org.amitygate.core.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may do what, as the table of roles in {@code docs/operating.md} tells it. */
public final class DocumentedRoles {

  private static final String AS_THE_OPERATOR = "as the operator but for its holds and versions";

  private static final Map<Role, List<String>> ROWS = rows();

  private DocumentedRoles() {}

  /** The roles whose row has these words, and those who may do everything. */
  public static Set<Role> whoMay(String words) {
    Set<Role> roles = EnumSet.of(Role.SUPERVISOR);
    ROWS.forEach(
        (role, rights) -> {
          if (rights.stream().anyMatch(right -> right.contains(words))) {
            roles.add(role);
          }
        });
    return roles;
  }

  /** Somebody who has all roles but those. */
  public static Actor whoMayNot(String words) {
    return new Actor("olga", EnumSet.complementOf(EnumSet.copyOf(whoMay(words))));
  }

  private static Map<Role, List<String>> rows() {
    Map<Role, List<String>> rows = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      rows.put(role, rights(role));
    }
    return rows;
  }

  private static List<String> rights(Role role) {
    try {
      String begin = "| `" + role.groupName() + "` | ";
      List<String> row =
          Files.readAllLines(Path.of("../../docs/operating.md")).stream()
              .filter(line -> line.startsWith(begin))
              .flatMap(line -> Stream.of(line.substring(begin.length()).split("; | \\|$")))
              .collect(Collectors.toList());
      if (row.remove(AS_THE_OPERATOR)) {
        rights(Role.OPERATOR).stream()
            .filter(right -> !right.startsWith("clear holds") && !right.contains("version"))
            .forEach(row::add);
      }
      return row;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
