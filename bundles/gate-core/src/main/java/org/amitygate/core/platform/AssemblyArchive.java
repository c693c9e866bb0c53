package org.amitygate.core.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.plugin.PluginTrust;

/**
 * Unpacks assemblies, each beside the others in a folder named by the digest of its archive. By
 * {@code tar}, which every machine has that has the launcher's shell.
 */
final class AssemblyArchive {

  private static final int NAME = 16;

  private final Path folder;
  private final PluginTrust trust;

  /**
   * @param folder where assemblies are unpacked
   * @param trust asked before anything of an archive is used
   */
  AssemblyArchive(Path folder, PluginTrust trust) {
    this.folder = folder;
    this.trust = trust;
  }

  /**
   * The folder of an assembly.
   *
   * @param given that folder, or an archive
   * @throws Refusal its maker is not trusted, or it cannot be unpacked
   */
  Path open(Path given) throws Refusal, InterruptedException {
    if (Files.isDirectory(given)) {
      trust.signer(given, "");
      return given;
    }
    if (!Files.isRegularFile(given)) {
      throw new Refusal(
          "there is no file "
              + given
              + "; name the folder or the .tar.gz of an assembly on this server");
    }
    try {
      Files.createDirectories(folder);
      Path copy = folder.resolve("archive.part");
      String sha256 = copy(given, copy);
      trust.signer(given, sha256);
      Path unpacked = folder.resolve(sha256.substring(0, NAME));
      if (!Files.isDirectory(unpacked)) {
        unpack(given, copy, unpacked);
      }
      Files.delete(copy);
      return unpacked;
    } catch (IOException | UncheckedIOException e) {
      throw new Refusal(
          "%s cannot be unpacked into %s (%s); make room or give access"
              .formatted(given, folder, e.getMessage()));
    }
  }

  private static String copy(Path from, Path to) throws IOException {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      try (InputStream in = Files.newInputStream(from);
          OutputStream out = new DigestOutputStream(Files.newOutputStream(to), sha256)) {
        in.transferTo(out);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void unpack(Path given, Path archive, Path into)
      throws IOException, InterruptedException, Refusal {
    Path part = folder.resolve("unpacking.part");
    clear(part);
    Files.createDirectories(part);
    String said =
        run(
            "tar",
            "-xzf",
            archive.toString(),
            "-C",
            part.toString(),
            "--strip-components=1",
            "--no-same-owner");
    if (!said.isEmpty()) {
      clear(part);
      throw new Refusal(
          "%s is no archive of an assembly, or not the whole of one (%s); get it again"
              .formatted(given, said));
    }
    run("sync", "-f", part.toString());
    Files.move(part, into, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Runs a program. @return what it complained of; empty if it did its work */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return status == 0 ? "" : command[0] + " ended with " + status + ": " + said.strip();
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
