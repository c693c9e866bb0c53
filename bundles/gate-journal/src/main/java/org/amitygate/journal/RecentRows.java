package org.amitygate.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.amitygate.core.journal.Archive.Scan;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.journal.Changes.ItemKey;
import org.amitygate.journal.RecordRow.Head;

/**
 * The stored rows for the one who writes them: what is asked by key is asked of the database once.
 * Right because nobody else writes; thrown away with the session when a commit fails. New crossings
 * and their streams are known to be new by {@link Greatest}, and not asked for.
 *
 * <p>That an outgoing id is new is left to the table's key: only ids of a batch that was rejected
 * are looked up, when its works are run again one by one.
 */
final class RecentRows implements Rows {

  /** Bytes of bodies of each kind of rows, with what a row costs beside. */
  static final long BOUND = 16L << 20;

  private static final int ROW = 512;

  private final Rows stored;
  private final Set<String> doubtfulIds;
  private final Greatest<UUID> greatestCrossing;
  private final Greatest<String> greatestStream;
  private final Recent<UUID, Optional<CrossingRow>> crossings;
  private final Recent<String, Head> heads;
  private final Recent<ItemKey, Optional<Body>> items;

  /**
   * @param doubtfulIds outgoing ids that may have been queued before
   * @param lastCrossing the greatest stored id of a crossing
   * @param lastStream the greatest stored stream of a crossing
   * @param bound {@link #BOUND}
   */
  RecentRows(
      Rows stored,
      Set<String> doubtfulIds,
      Supplier<Optional<UUID>> lastCrossing,
      Supplier<Optional<String>> lastStream,
      long bound) {
    this.stored = stored;
    this.doubtfulIds = doubtfulIds;
    greatestCrossing = new Greatest<>(Overlay.BY_ID, lastCrossing);
    greatestStream = new Greatest<>(Overlay.BY_UTF8, lastStream);
    crossings =
        new Recent<>(
            bound,
            row -> size(row.map(CrossingRow::body)),
            (id, row) -> row.ifPresent(gone -> greatestCrossing.noLongerAtHand(id)));
    heads = new Recent<>(bound, head -> ROW, this::noLongerAtHand);
    items = new Recent<>(bound, RecentRows::size, (key, body) -> {});
  }

  private void noLongerAtHand(String stream, Head head) {
    if (isOfCrossing(stream) && head.seq() > 0) {
      greatestStream.noLongerAtHand(stream);
    }
  }

  private boolean isNew(String stream) {
    return isOfCrossing(stream) && greatestStream.isNew(stream);
  }

  private static boolean isOfCrossing(String stream) {
    return stream.startsWith(SqlRows.CROSSING_STREAM);
  }

  private static int size(Optional<Body> body) {
    return ROW + body.map(bytes -> bytes.json().length).orElse(0);
  }

  /** These changes are committed. */
  void committed(Changes changes) {
    changes.heads.forEach(heads::put);
    changes.crossings.forEach((id, put) -> crossings.put(id, Optional.of(put.row())));
    changes.items.forEach(items::put);
  }

  @Override
  public Optional<CrossingRow> crossing(UUID id) {
    return crossings.get(
        id, key -> greatestCrossing.isNew(key) ? Optional.empty() : stored.crossing(key));
  }

  @Override
  public int crossingVersion(UUID id) {
    return crossing(id).map(CrossingRow::version).orElse(0);
  }

  @Override
  public Optional<Body> item(String kind, String id) {
    return items.get(new ItemKey(kind, id), key -> stored.item(key.kind(), key.id()));
  }

  @Override
  public Head head(String stream) {
    return heads.get(stream, key -> isNew(key) ? Head.NONE : stored.head(key));
  }

  @Override
  public boolean enqueued(String outgoingId) {
    return doubtfulIds.contains(outgoingId) && stored.enqueued(outgoingId);
  }

  @Override
  public List<CrossingRow> openCrossings() {
    return stored.openCrossings();
  }

  @Override
  public List<CrossingRow> openCrossings(String lane) {
    return stored.openCrossings(lane);
  }

  @Override
  public Map<String, Long> openVersions(String flow) {
    return stored.openVersions(flow);
  }

  @Override
  public List<CrossingRow> openCrossingsCalled(String text) {
    return stored.openCrossingsCalled(text);
  }

  @Override
  public List<CrossingRow> find(CrossingQuery query) {
    return stored.find(query);
  }

  @Override
  public List<Item> items(String kind) {
    return stored.items(kind);
  }

  @Override
  public List<RecordRow> records(String stream) {
    return stored.records(stream);
  }

  @Override
  public List<RecordRow> records(String stream, long fromSeq, int limit) {
    return stored.records(stream, fromSeq, limit);
  }

  @Override
  public List<Outgoing> outbox() {
    return stored.outbox();
  }

  @Override
  public Set<String> waiting(String outgoingId) {
    return stored.waiting(outgoingId);
  }

  @Override
  public Optional<Seal> lastSeal() {
    return stored.lastSeal();
  }

  @Override
  public Heads headsAfter(long position, long records) {
    return stored.headsAfter(position, records);
  }

  @Override
  public Optional<Instant> firstAfter(long position) {
    return stored.firstAfter(position);
  }

  @Override
  public List<CrossingRow> crossingsAfter(CrossingKey after, Instant before, int limit) {
    return stored.crossingsAfter(after, before, limit);
  }

  @Override
  public Scan personalAfter(long position, Instant before, int limit) {
    return stored.personalAfter(position, before, limit);
  }
}
