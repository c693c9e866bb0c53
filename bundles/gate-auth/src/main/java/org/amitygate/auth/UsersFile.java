package org.amitygate.auth;

import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.amitygate.core.operations.Role;

/**
 * Karaf's {@code users.properties}: {@code name = password,_g_:group,…} for accounts, {@code
 * _g_\:group = group,role,…} for groups. Only the lines that change are written anew; the file is
 * readable by its owner only, and what was changed is on disk when the change returns.
 */
final class UsersFile {

  static final String CRYPT = "{CRYPT}";

  private static final String GROUP = "_g_:";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,31}");

  private final Path file;

  UsersFile(Path file) {
    this.file = file;
  }

  /** Whether a text can be the name of an account. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The accounts and their roles, by name. */
  Map<String, Set<Role>> accounts() throws IOException {
    Map<String, Set<Role>> accounts = new TreeMap<>();
    Properties all = read();
    for (String name : all.stringPropertyNames()) {
      if (!name.startsWith(GROUP)) {
        accounts.put(name, roles(all, all.getProperty(name)));
      }
    }
    return accounts;
  }

  private static Set<Role> roles(Properties all, String value) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    List<String> parts = Arrays.asList(value.split(","));
    for (String part : parts.subList(1, parts.size())) {
      String name = part.strip();
      for (Role role : Role.values()) {
        if (name.equals(role.groupName()) || name.equals(GROUP + role.groupName())) {
          roles.add(role);
        }
      }
    }
    return roles;
  }

  /**
   * Adds the group of every role that the file does not define: what the group may do in Karaf
   * itself.
   */
  void defineGroups() throws IOException {
    Properties all = read();
    List<String> lines = lines();
    for (Role role : Role.values()) {
      if (!all.containsKey(GROUP + role.groupName())) {
        lines.add("_g_\\:" + role.groupName() + " = group," + karafRoles(role));
      }
    }
    write(lines);
  }

  private static String karafRoles(Role role) {
    String common = role.groupName() + ",ssh";
    return role == Role.SUPERVISOR ? common + ",admin,manager,viewer,systembundles" : common;
  }

  /** Writes an account. @param encrypted the password as it is kept */
  void put(String name, String encrypted, Set<Role> roles) throws IOException {
    StringBuilder line =
        new StringBuilder(name).append(" = ").append(CRYPT).append(encrypted).append(CRYPT);
    roles.forEach(role -> line.append(',').append(GROUP).append(role.groupName()));
    replace(name, Optional.of(line.toString()));
  }

  /** Replaces every password that is written in clear by what {@code hash} makes of it. */
  void hashPasswords(UnaryOperator<String> hash) throws IOException {
    Properties all = read();
    for (String name : all.stringPropertyNames()) {
      String[] parts = all.getProperty(name).split(",", 2);
      String password = parts[0].strip();
      if (!name.startsWith(GROUP) && !password.isEmpty() && !password.startsWith(CRYPT)) {
        String rest = parts.length > 1 ? "," + parts[1].strip() : "";
        replace(name, Optional.of(name + " = " + CRYPT + hash.apply(password) + CRYPT + rest));
      }
    }
  }

  /** Takes an account away. */
  void remove(String name) throws IOException {
    replace(name, Optional.empty());
  }

  private void replace(String name, Optional<String> line) throws IOException {
    List<String> lines = lines();
    Pattern own = Pattern.compile("\\s*" + Pattern.quote(name) + "\\s*[=:\\s].*");
    lines.removeIf(one -> own.matcher(one).matches());
    line.ifPresent(lines::add);
    write(lines);
  }

  private Properties read() throws IOException {
    Properties all = new Properties();
    all.load(new StringReader(String.join("\n", lines())));
    return all;
  }

  private List<String> lines() throws IOException {
    return Files.exists(file)
        ? new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8))
        : new ArrayList<>();
  }

  private void write(List<String> lines) throws IOException {
    if (!lines.equals(lines())) {
      writePrivately(file, String.join("\n", lines) + "\n");
    }
  }

  /** Replaces a file by one that only its owner can read; on disk when this returns. */
  static void writePrivately(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(part, text, StandardCharsets.UTF_8);
    force(part);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(file.toAbsolutePath().getParent());
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
