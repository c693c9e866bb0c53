package org.amitygate.journal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.journal.Archive.Scan;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.journal.RecordRow.Head;
import org.amitygate.journal.Store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/**
 * The stored rows with the batch on top that is on its way to the disk, for the works that run
 * meanwhile. What is asked by key and is not at hand waits until the database has taken the batch;
 * a list waits until that is known here, because the tables would have the batch at some moment of
 * the answer or other. Confined to the writer.
 */
final class FlightRows implements Rows {

  private final Store store;
  private Rows stored;
  private Rows top;
  private @Nullable Flight flight;

  FlightRows(Store store) {
    this.store = store;
    this.stored = store.rows();
    this.top = stored;
  }

  /** Nothing is on its way; the store may have opened its tables anew. */
  void refresh() {
    stored = store.rows();
    drop();
  }

  /** The batch that was on its way is not stored. */
  void drop() {
    top = stored;
    flight = null;
  }

  void takeOff(Flight next) {
    flight = next;
    top = new Overlay(stored, next.batch().changes());
  }

  /** The batch that was on its way is stored; called twice, the second time does nothing. */
  void land() {
    Flight landed = flight;
    if (landed != null) {
      store.committed(landed.batch().changes());
      drop();
    }
  }

  /**
   * @throws StoreUnavailable the batch on its way was not stored, so that nobody can say
   */
  private Rows lists() {
    Flight now = flight;
    if (now != null && (now.ended() || !store.answersBesideCommit())) {
      Optional<Throwable> failure = now.failure();
      if (failure.isPresent()) {
        throw new StoreUnavailable("what came before was not stored", failure.get());
      }
      land();
    }
    return top;
  }

  @Override
  public Optional<CrossingRow> crossing(UUID id) {
    return top.crossing(id);
  }

  @Override
  public int crossingVersion(UUID id) {
    return top.crossingVersion(id);
  }

  @Override
  public Optional<Body> item(String kind, String id) {
    return top.item(kind, id);
  }

  @Override
  public Head head(String stream) {
    return top.head(stream);
  }

  @Override
  public boolean enqueued(String outgoingId) {
    return top.enqueued(outgoingId);
  }

  @Override
  public Set<String> waiting(String outgoingId) {
    return top.waiting(outgoingId);
  }

  @Override
  public List<CrossingRow> openCrossings() {
    return lists().openCrossings();
  }

  @Override
  public List<CrossingRow> openCrossings(String lane) {
    return lists().openCrossings(lane);
  }

  @Override
  public Map<String, Long> openVersions(String flow) {
    return lists().openVersions(flow);
  }

  @Override
  public List<CrossingRow> openCrossingsCalled(String text) {
    return lists().openCrossingsCalled(text);
  }

  @Override
  public List<CrossingRow> find(CrossingQuery query) {
    return lists().find(query);
  }

  @Override
  public List<Item> items(String kind) {
    return lists().items(kind);
  }

  @Override
  public List<RecordRow> records(String stream) {
    return lists().records(stream);
  }

  @Override
  public List<RecordRow> records(String stream, long fromSeq, int limit) {
    return lists().records(stream, fromSeq, limit);
  }

  @Override
  public List<Outgoing> outbox() {
    return lists().outbox();
  }

  @Override
  public Optional<Seal> lastSeal() {
    return lists().lastSeal();
  }

  @Override
  public Heads headsAfter(long position, long records) {
    return lists().headsAfter(position, records);
  }

  @Override
  public Optional<Instant> firstAfter(long position) {
    return lists().firstAfter(position);
  }

  @Override
  public List<CrossingRow> crossingsAfter(CrossingKey after, Instant before, int limit) {
    return lists().crossingsAfter(after, before, limit);
  }

  @Override
  public Scan personalAfter(long position, Instant before, int limit) {
    return lists().personalAfter(position, before, limit);
  }
}
