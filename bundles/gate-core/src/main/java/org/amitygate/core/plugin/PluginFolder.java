package org.amitygate.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.amitygate.core.journal.Refusal;
import org.osgi.framework.Version;

/**
 * The gate's own jars and files of flows, each named by its digest: {@code <sha256>.jar}, {@code
 * <sha256>.camel.yaml}. It is on disk before anything refers to it.
 */
final class PluginFolder {

  private final Path folder;

  PluginFolder(Path folder) {
    this.folder = folder;
  }

  /** Keeps a copy. @throws Refusal it cannot be written */
  PluginFile keep(PluginFile plugin) throws Refusal {
    boolean isFlowFile = FlowFileBundle.isNamedSo(plugin.file());
    Path kept = path(plugin.sha256(), isFlowFile);
    try {
      if (!Files.exists(kept) || !digest(kept).equals(plugin.sha256())) {
        Files.createDirectories(folder);
        Path part = folder.resolve(plugin.sha256() + ".part");
        Files.copy(plugin.file(), part, StandardCopyOption.REPLACE_EXISTING);
        sync(part);
        Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(folder);
      }
      if (!digest(kept).equals(plugin.sha256())) {
        throw new Refusal(
            "'" + plugin.file().getFileName() + "' changed while it was read; try again");
      }
    } catch (IOException e) {
      throw new Refusal(
          plugin
              + " cannot be kept in "
              + folder
              + " ("
              + e.getMessage()
              + "); make room or give access");
    }
    return isFlowFile
        ? FlowFileBundle.read(kept, plugin.name(), plugin.version())
        : PluginFile.read(kept);
  }

  /** What is kept of a digest. @throws Refusal it is missing or was changed */
  PluginFile find(String name, PluginRecord.Release release) throws Refusal {
    Path file = path(release.sha256(), true);
    boolean isFlowFile = Files.exists(file);
    Path kept = isFlowFile ? file : path(release.sha256(), false);
    try {
      if (Files.exists(kept) && !digest(kept).equals(release.sha256())) {
        throw new Refusal(
            "the jar of "
                + name
                + " "
                + release.version()
                + " was changed ("
                + kept
                + "); put the original there or update the plug-in");
      }
    } catch (IOException e) {
      throw new Refusal(
          "the jar of "
              + name
              + " "
              + release.version()
              + " cannot be read ("
              + e.getMessage()
              + ")");
    }
    if (!Files.exists(kept)) {
      throw new Refusal(
          "the jar of "
              + name
              + " "
              + release.version()
              + " is missing ("
              + kept
              + "); put it there or update the plug-in");
    }
    return isFlowFile
        ? FlowFileBundle.read(kept, name, Version.parseVersion(release.version()))
        : PluginFile.read(kept);
  }

  private Path path(String sha256, boolean isFlowFile) {
    return folder.resolve(sha256 + (isFlowFile ? FlowFileBundle.SUFFIX : ".jar"));
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[64 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
