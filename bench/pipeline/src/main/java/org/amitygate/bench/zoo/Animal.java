package org.amitygate.bench.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import org.amitygate.bench.server.PluginJars;
import org.jspecify.annotations.Nullable;

/** A fault that a driver may have, and how it comes to light. */
enum Animal {
  THROWING_ACTIVATOR(Caught.REFUSED),
  HANGING_OPEN(Caught.REFUSED),
  MISSING_PACKAGE(Caught.REFUSED),
  /** A version that was active before, with other content. */
  LYING_VERSION(Caught.REFUSED),
  LEAKING_THREADS(Caught.REFUSED),
  LEAKING_LOADER(Caught.REFUSED),
  THROWING_ERROR(Caught.TAKEN_BACK),
  THROWING_EXCEPTION(Caught.TAKEN_BACK),
  /** Waits for a monitor that nobody gives back, as in a deadlock. */
  HANGING(Caught.TAKEN_BACK),
  SPINNING(Caught.TAKEN_BACK),
  FLOODING(Caught.TAKEN_BACK),
  /** Far more than tenfold: a call takes 20 ms. */
  SLOW(Caught.TAKEN_BACK),
  /** Pounds for kilograms. */
  WRONG_UNIT(Caught.TAKEN_BACK),
  /** Reads no plate any more. */
  BLIND(Caught.TAKEN_BACK),
  ALLOCATING(Caught.TAKEN_BACK),
  /** Gives its connection up again and again. */
  DROPPING(Caught.TAKEN_BACK),
  /** Takes everything in and gives nothing. */
  SILENT(Caught.TAKEN_BACK),
  HANGING_CLOSE(Caught.ROLLED_BACK),
  HANGING_SUSPEND(Caught.ROLLED_BACK),
  CORRUPTING_STATE(Caught.ROLLED_BACK),
  /** Sends after the end of its session. */
  KEEPING_LINK(Caught.ROLLED_BACK);

  /** How an animal comes to light. */
  enum Caught {
    /** It never serves. */
    REFUSED,
    /** The gate notices it while it serves. */
    TAKEN_BACK,
    /** It does well until somebody takes it back. */
    ROLLED_BACK
  }

  private final Caught caught;

  Animal(Caught caught) {
    this.caught = caught;
  }

  Caught caught() {
    return caught;
  }

  /** As people write it: {@code wrong-unit}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Animal> of(String word) {
    return Arrays.stream(values()).filter(animal -> animal.word().equals(word)).findFirst();
  }

  /** Its version. */
  String version() {
    return this == LYING_VERSION ? "1.0.0" : "1.0." + (ordinal() + 1);
  }

  /**
   * Writes its bundle.
   *
   * @param good the bundle of the driver that behaves well
   */
  Path bundle(Path good, Path folder) throws IOException {
    Path made = folder.resolve("driver-zoo-" + word() + ".jar");
    Map<String, byte[]> more = new LinkedHashMap<>();
    more.put("animal", word().getBytes(StandardCharsets.US_ASCII));
    for (Class<?> type : extra()) {
      String file = type.getName().replace('.', '/') + ".class";
      more.put(file, content(file));
    }
    PluginJars.copy(good, made, this::change, more);
    return made;
  }

  private void change(Attributes headers) {
    headers.putValue("Bundle-Version", version());
    if (this == MISSING_PACKAGE) {
      headers.putValue("Import-Package", headers.getValue("Import-Package") + ",org.vendor.gone");
    }
  }

  private List<Class<?>> extra() {
    return switch (this) {
      case LEAKING_THREADS -> List.of(ThreadMaker.class);
      case LEAKING_LOADER -> List.of(LoaderKeeper.class);
      default -> List.of();
    };
  }

  private static byte[] content(String file) throws IOException {
    try (@Nullable InputStream in = Animal.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IOException(file + " is not there");
      }
      return in.readAllBytes();
    }
  }
}
