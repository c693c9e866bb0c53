package org.amitygate.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate file, looked at again and again. A good change is put in force; a bad one is refused
 * whole and told once, and the configuration before it stays. Secret files count as part of the
 * file.
 */
final class WatchedConfig implements ConfigSource, ConfigFile {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedConfig.class);

  private final Path path;
  private final ConfigLoader loader;
  private final List<BiConsumer<GateConfig, GateConfig>> listeners = new CopyOnWriteArrayList<>();

  private final List<ConfigGuard> guards = new CopyOnWriteArrayList<>();

  private volatile GateConfig current = GateConfig.none();
  private volatile String effective = "";
  private volatile @Nullable String refusal;

  // Under the lock of this.
  private List<Path> secretFiles = List.of();
  private String seen = "";
  private String judged = "";

  WatchedConfig(Path path, ConfigLoader loader) {
    this.path = path;
    this.loader = loader;
  }

  /** Reads the file for the first time, whatever it is. */
  synchronized void start() {
    byte[] bytes = bytes();
    judge(bytes);
  }

  /**
   * Looks at the file. A change counts when it was the same at two looks, so that a half-written
   * file is not read.
   */
  synchronized void look() {
    byte[] bytes = bytes();
    String now = fingerprint(bytes);
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(judged)) {
      judge(bytes);
    }
  }

  private void judge(byte @Nullable [] bytes) {
    GateConfig before = current;
    try {
      ConfigLoader.Loaded loaded = load(bytes);
      secretFiles = loaded.files();
      refuseAnotherStore(before, loaded.config());
      askGuards(before, loaded.config());
      refusal = null;
      effective = loaded.effective();
      current = loaded.config();
    } catch (ConfigException e) {
      secretFiles = e.secretFiles();
      refusal = e.getMessage();
      LOG.warn(
          "{} is refused; {} stays in force\n{}",
          path,
          before.lanes().isEmpty() ? "a gate without lanes" : "the configuration before it",
          e.getMessage());
      return;
    } finally {
      judged = seen = fingerprint(bytes);
    }
    LOG.info(
        "{} is in force: gate {}, {} lanes", path, current.gate().id(), current.lanes().size());
    if (!current.equals(before)) {
      tell(before, current);
    }
  }

  /** The journal is open: everything that the gate knows is there and not in another place. */
  private void refuseAnotherStore(GateConfig before, GateConfig after) throws ConfigException {
    if (before.isKnown() && !before.storage().samePlace(after.storage())) {
      throw new ConfigException(
          String.valueOf(path.getFileName()),
          List.of(
              new ConfigProblem(
                  0,
                  StorageReader.STORE,
                  "found %s, expected %s, where the journal is open: put the line back, or restart the gate to change it"
                      .formatted(place(after), place(before)))),
          secretFiles);
    }
  }

  private void askGuards(GateConfig before, GateConfig after) throws ConfigException {
    List<ConfigProblem> problems =
        guards.stream().flatMap(guard -> guard.refuses(before, after).stream()).toList();
    if (!problems.isEmpty()) {
      throw new ConfigException(String.valueOf(path.getFileName()), problems, secretFiles);
    }
  }

  private static String place(GateConfig config) {
    return config
        .storage()
        .postgres()
        .map(PostgresConfig::place)
        .orElse("SQLite in the data folder");
  }

  private void tell(GateConfig before, GateConfig after) {
    for (BiConsumer<GateConfig, GateConfig> listener : listeners) {
      try {
        listener.accept(before, after);
      } catch (RuntimeException e) {
        LOG.error("a part of the gate could not take the new configuration", e);
      }
    }
  }

  private ConfigLoader.Loaded load(byte @Nullable [] bytes) throws ConfigException {
    if (bytes == null) {
      throw new ConfigException(
          String.valueOf(path.getFileName()),
          List.of(
              new ConfigProblem(
                  0, "", "found no readable file " + path + ", expected the gate file")));
    }
    return loader.load(path, bytes);
  }

  private byte @Nullable [] bytes() {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.debug("{} cannot be read", path, e);
      return null;
    }
  }

  /** Of the file and of every secret it uses. */
  private String fingerprint(byte @Nullable [] bytes) {
    StringBuilder all = new StringBuilder(bytes == null ? "none" : ConfigLoader.digest(bytes));
    for (Path file : secretFiles) {
      try {
        all.append(' ').append(ConfigLoader.digest(Files.readAllBytes(file)));
      } catch (IOException e) {
        all.append(" none");
      }
    }
    return ConfigLoader.digest(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public GateConfig current() {
    return current;
  }

  @Override
  public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
    listeners.add(change);
    return () -> listeners.remove(change);
  }

  @Override
  public AutoCloseable guard(ConfigGuard guard) {
    guards.add(guard);
    return () -> guards.remove(guard);
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public GateConfig check() throws ConfigException {
    GateConfig loaded = load(bytes()).config();
    refuseAnotherStore(current, loaded);
    askGuards(current, loaded);
    return loaded;
  }

  @Override
  public String effective() {
    return effective;
  }
}
