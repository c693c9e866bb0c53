package org.amitygate.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.View;

/**
 * The port's view of rows, usable until its question or work has returned. Confined to one thread.
 */
class RowsView implements View {

  private final Rows rows;
  private boolean over;

  RowsView(Rows rows) {
    this.rows = rows;
  }

  /** Ends it: whoever kept it gets an error rather than another moment's rows. */
  final void end() {
    over = true;
  }

  final Rows rows() {
    if (over) {
      throw new IllegalStateException("the work has returned: its view of the journal is gone");
    }
    return rows;
  }

  @Override
  public Optional<CrossingRow> crossing(UUID id) {
    return rows().crossing(id);
  }

  @Override
  public List<CrossingRow> openCrossings() {
    return rows().openCrossings();
  }

  @Override
  public List<CrossingRow> openCrossings(String lane) {
    return rows().openCrossings(lane);
  }

  @Override
  public Map<String, Long> openVersions(String flow) {
    return rows().openVersions(flow);
  }

  @Override
  public List<CrossingRow> openCrossingsCalled(String text) {
    Rows asked = rows();
    return text.isEmpty() || !Key.fits(text) ? List.of() : asked.openCrossingsCalled(text);
  }

  @Override
  public List<CrossingRow> recentCrossings(int limit) {
    return find(CrossingQuery.newest(limit));
  }

  @Override
  public List<CrossingRow> find(CrossingQuery query) {
    if (query.limit() < 0) {
      throw new IllegalArgumentException("limit " + query.limit());
    }
    return rows().find(query);
  }

  @Override
  public Optional<ObjectNode> item(String kind, String id) {
    return state(kind, id).map(Body::tree);
  }

  @Override
  public Optional<Body> state(String kind, String id) {
    Rows asked = rows();
    return Key.fits(id) ? asked.item(kind, id) : Optional.empty();
  }

  @Override
  public List<Item> items(String kind) {
    return rows().items(kind);
  }

  @Override
  public List<Entry> records(String stream) {
    Rows asked = rows();
    return Key.fits(stream)
        ? asked.records(stream).stream().map(RecordRow::entry).toList()
        : List.of();
  }

  @Override
  public List<Entry> records(String stream, long fromSeq, int limit) {
    Rows asked = rows();
    return Key.fits(stream)
        ? asked.records(stream, fromSeq, limit).stream().map(RecordRow::entry).toList()
        : List.of();
  }

  @Override
  public long lastSeq(String stream) {
    Rows asked = rows();
    return Key.fits(stream) ? asked.head(stream).seq() : 0;
  }

  @Override
  public List<Outgoing> outbox() {
    return rows().outbox();
  }

  @Override
  public boolean waits(String outgoingId) {
    Rows asked = rows();
    return Key.fits(outgoingId) && !asked.waiting(outgoingId).isEmpty();
  }
}
