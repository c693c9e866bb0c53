package org.amitygate.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.journal.Changes.ItemKey;
import org.amitygate.journal.RecordRow.Head;

/**
 * The stored rows, of which those asked for by key lately are at hand: crossings, items and heads
 * of streams. Always as stored, because nobody but the one writer writes: it says what it has
 * committed, and forgets everything when it does not know what was. The writer's thread only.
 */
final class RecentRows implements Rows {

  /** Of each kind; a gate with the backlog of its worst day has as many open crossings. */
  static final int MOST = 8_192;

  private final Supplier<Rows> stored;
  private final Map<UUID, Optional<CrossingRow>> crossings = bounded();
  private final Map<ItemKey, Optional<Body>> items = bounded();
  private final Map<String, Head> heads = bounded();

  /**
   * @param stored asked each time: the rows of a store are good for one batch
   */
  RecentRows(Supplier<Rows> stored) {
    this.stored = stored;
  }

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MOST;
      }
    };
  }

  /** These changes are stored now. */
  void committed(Changes changes) {
    changes.crossings.forEach((id, put) -> crossings.put(id, Optional.of(put.row())));
    items.putAll(changes.items);
    heads.putAll(changes.heads);
  }

  /** Nobody knows what is stored now. */
  void forget() {
    crossings.clear();
    items.clear();
    heads.clear();
  }

  @Override
  public Optional<CrossingRow> crossing(UUID id) {
    return crossings.computeIfAbsent(id, key -> stored.get().crossing(key));
  }

  @Override
  public Optional<CrossingRow> storedCrossing(UUID id) {
    return crossing(id);
  }

  @Override
  public int crossingVersion(UUID id) {
    return crossing(id).map(CrossingRow::version).orElse(0);
  }

  @Override
  public Optional<Body> item(String kind, String id) {
    return items.computeIfAbsent(
        new ItemKey(kind, id), key -> stored.get().item(key.kind(), key.id()));
  }

  @Override
  public Head head(String stream) {
    return heads.computeIfAbsent(stream, key -> stored.get().head(key));
  }

  @Override
  public List<CrossingRow> openCrossings() {
    return stored.get().openCrossings();
  }

  @Override
  public List<CrossingRow> findCrossings(String text, int limit) {
    return stored.get().findCrossings(text, limit);
  }

  @Override
  public List<CrossingRow> recentCrossings(int offset, int limit) {
    return stored.get().recentCrossings(offset, limit);
  }

  @Override
  public List<Item> items(String kind) {
    return stored.get().items(kind);
  }

  @Override
  public List<RecordRow> records(String stream) {
    return stored.get().records(stream);
  }

  @Override
  public List<Outgoing> outbox() {
    return stored.get().outbox();
  }

  @Override
  public boolean enqueued(String outgoingId) {
    return stored.get().enqueued(outgoingId);
  }

  @Override
  public Optional<Seal> lastSeal() {
    return stored.get().lastSeal();
  }

  @Override
  public Heads headsAfter(long position) {
    return stored.get().headsAfter(position);
  }
}
