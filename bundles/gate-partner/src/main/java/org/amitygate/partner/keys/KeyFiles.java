package org.amitygate.partner.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes key files: whole or not at all, on disk before anybody relies on them. */
final class KeyFiles {

  private KeyFiles() {}

  /** Makes a key pair that never was. */
  static void create(Path file) throws IOException, JOSEException {
    ECKey key =
        new ECKeyGenerator(Curve.P_256)
            .algorithm(JWSAlgorithm.ES256)
            .keyUse(KeyUse.SIGNATURE)
            .keyIDFromThumbprint(true)
            .generate();
    write(file, key.toJSONString(), "rw-------");
  }

  /** Where the public half of a key file stands. */
  static Path publicHalf(Path file) {
    String name = file.getFileName().toString();
    String stem = name.endsWith(".jwk") ? name.substring(0, name.length() - 4) : name;
    return file.resolveSibling(stem + ".public.jwk");
  }

  static void export(Path file, ECKey key) throws IOException {
    String text = key.toPublicJWK().toJSONString();
    Path target = publicHalf(file);
    if (Files.notExists(target) || !Files.readString(target).equals(text)) {
      write(target, text, "rw-r--r--");
    }
  }

  static void write(Path file, String text, String permissions) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    // The temporary file is readable by its owner alone from the first byte on.
    Path part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
    try {
      try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        out.force(true);
      }
      if (Files.getFileStore(part).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(permissions));
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
