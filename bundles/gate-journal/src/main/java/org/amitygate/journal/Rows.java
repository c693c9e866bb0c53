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

/**
 * What can be asked of a store, or of a store with changes on top that are not written yet. Answers
 * are copies.
 */
interface Rows {

  Optional<CrossingRow> crossing(UUID id);

  /** 0 if there is no such crossing. */
  int crossingVersion(UUID id);

  /** Oldest first. */
  List<CrossingRow> openCrossings();

  /** Those of a lane, oldest first. */
  List<CrossingRow> openCrossings(String lane);

  /** How many crossings of a flow are open, by version; no version without any. */
  Map<String, Long> openVersions(String flow);

  /** Open ones by exact name, plate or declaration; oldest first. */
  List<CrossingRow> openCrossingsCalled(String text);

  /** Newest first. */
  List<CrossingRow> find(CrossingQuery query);

  Optional<Body> item(String kind, String id);

  /** In the order of the UTF-8 bytes of the ids. */
  List<Item> items(String kind);

  List<RecordRow> records(String stream);

  /** Those from one on, so many at most. */
  List<RecordRow> records(String stream, long fromSeq, int limit);

  /** {@link Head#NONE} if the stream has no records. */
  Head head(String stream);

  List<Outgoing> outbox();

  /** The ids of what {@link org.amitygate.core.journal.View#waits} asks for; in any order. */
  Set<String> waiting(String outgoingId);

  /** Whether this id was ever put in the outbox, delivered or not. */
  boolean enqueued(String outgoingId);

  /** The last daily seal. */
  Optional<Seal> lastSeal();

  /**
   * What changed since a place in the store: see {@link Heads}. Sees stored records only.
   *
   * @param records to look at, at most
   */
  Heads headsAfter(long position, long records);

  /** Everything that changed since a place in the store. */
  default Heads headsAfter(long position) {
    return headsAfter(position, Long.MAX_VALUE);
  }

  /** The time of the first stored record after a place in the store. */
  Optional<Instant> firstAfter(long position);

  /** As {@link org.amitygate.core.journal.Archive#begun}; sees stored crossings only. */
  List<CrossingRow> crossingsAfter(CrossingKey after, Instant before, int limit);

  /** As {@link org.amitygate.core.journal.Archive#scan}; sees stored records only. */
  Scan personalAfter(long position, Instant before, int limit);

  /**
   * The heads of the streams that have records after a place in the store.
   *
   * @param position the last place that these heads cover
   * @param at µs of the last record in the store: none after it is earlier
   * @param heads ordered by the UTF-8 bytes of the stream
   */
  record Heads(long position, long at, List<Seal.StreamHead> heads) {}
}
