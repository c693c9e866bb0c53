package org.amitygate.core.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** What can be read. Returned bodies are copies. */
public interface View {

  Optional<CrossingRow> crossing(UUID id);

  /** Every crossing that is still open, oldest first. */
  List<CrossingRow> openCrossings();

  /** Every open crossing of this lane, oldest first. */
  default List<CrossingRow> openCrossings(String lane) {
    return openCrossings().stream().filter(row -> row.lane().equals(lane)).toList();
  }

  /** How many crossings of a flow are open, by the version that they are on. */
  default Map<String, Long> openVersions(String flow) {
    return openCrossings().stream()
        .filter(row -> row.flow().equals(flow))
        .collect(Collectors.groupingBy(CrossingRow::flowVersion, Collectors.counting()));
  }

  /** Every open crossing whose name, plate (as in its row) or declaration is this text. */
  default List<CrossingRow> openCrossingsCalled(String text) {
    return openCrossings().stream()
        .filter(
            row ->
                row.name().equals(text)
                    || row.plate().equals(text)
                    || row.declaration().equals(text))
        .toList();
  }

  /** Newest first. */
  List<CrossingRow> recentCrossings(int limit);

  /** What fits, newest first. However many there are, it takes a part of a second. */
  default List<CrossingRow> find(CrossingQuery query) {
    return recentCrossings(Integer.MAX_VALUE).stream()
        .filter(query::fits)
        .limit(query.limit())
        .toList();
  }

  /**
   * An item: the current state of something that is no crossing, such as {@code lane/L3} or {@code
   * plugin/mt-sics}.
   */
  Optional<ObjectNode> item(String kind, String id);

  /** As {@link #item}, shared. */
  default Optional<Body> state(String kind, String id) {
    return item(kind, id).map(Body::of);
  }

  /** Every item of a kind, in the order of their ids. */
  List<Item> items(String kind);

  /** The records of one stream, in order. A stream that grows for years does not fit in memory. */
  List<Entry> records(String stream);

  /**
   * Some of them: from one on, so many at most. However many there are, it takes no longer.
   *
   * @param fromSeq the {@link Entry#seq} of the first
   */
  default List<Entry> records(String stream, long fromSeq, int limit) {
    return records(stream).stream().filter(entry -> entry.seq() >= fromSeq).limit(limit).toList();
  }

  /** The {@link Entry#seq} of a stream's last record; 0 if it has none. */
  default long lastSeq(String stream) {
    return records(stream).size();
  }

  /** Outgoing entries that are still to be delivered, in the order in which they were queued. */
  List<Outgoing> outbox();

  /**
   * Whether an outgoing entry with this id, or with this id and more behind a slash, is still to be
   * delivered. However many are, it takes no longer.
   */
  default boolean waits(String outgoingId) {
    return outbox().stream().map(Outgoing::id).anyMatch(id -> isOrBegins(outgoingId, id));
  }

  /** Whether an id is this one, or this one with more behind a slash. */
  static boolean isOrBegins(String outgoingId, String id) {
    return id.equals(outgoingId) || id.startsWith(outgoingId + "/");
  }
}
