package org.amitygate.journal;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.journal.Archive.Personal;
import org.amitygate.core.journal.Archive.Scan;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Words;
import org.amitygate.journal.RecordRow.Head;
import org.amitygate.journal.Seal.StreamHead;

/** The stored rows, over one session. */
final class SqlRows implements Rows {

  /** How the streams of crossings begin. */
  static final String CROSSING_STREAM = "crossing:";

  /** The next character after the colon: all of them come before. */
  private static final String BEHIND_CROSSING_STREAMS = "crossing;";

  /** The id of no record. */
  static final UUID NOBODY = new UUID(0, 0);

  private final Asking asking;
  private final Dialect dialect;

  SqlRows(Session session, Dialect dialect) {
    this.asking = new Asking(session, dialect);
    this.dialect = dialect;
  }

  Asking asking() {
    return asking;
  }

  @Override
  public Optional<CrossingRow> crossing(UUID id) {
    return asking.one(Sql.CROSSING, s -> s.setBytes(1, bytes(id)), SqlRows::toCrossing);
  }

  /** The greatest id of a crossing. */
  Optional<UUID> lastCrossing() {
    return asking.one(Sql.LAST_CROSSING, s -> {}, row -> uuid(row.getBytes(1)));
  }

  /** The greatest stream of a crossing, in the order of UTF-8 bytes. */
  Optional<String> lastCrossingStream() {
    return asking.one(
        Sql.LAST_STREAM,
        s -> {
          s.setString(1, CROSSING_STREAM);
          s.setString(2, BEHIND_CROSSING_STREAMS);
        },
        row -> row.getString(1));
  }

  @Override
  public int crossingVersion(UUID id) {
    return crossing(id).map(CrossingRow::version).orElse(0);
  }

  @Override
  public List<CrossingRow> openCrossings() {
    return asking.list(Sql.OPEN_CROSSINGS, s -> {}, SqlRows::toCrossing);
  }

  @Override
  public List<CrossingRow> openCrossings(String lane) {
    return asking.list(Sql.OPEN_ON_LANE, s -> s.setString(1, lane), SqlRows::toCrossing);
  }

  @Override
  public Map<String, Long> openVersions(String flow) {
    Map<String, Long> counts = new HashMap<>();
    asking.list(
        Sql.OPEN_VERSIONS,
        s -> s.setString(1, flow),
        row -> counts.put(row.getString(1), row.getLong(2)));
    return counts;
  }

  @Override
  public List<CrossingRow> openCrossingsCalled(String text) {
    return asking.list(
        Sql.OPEN_CALLED,
        s -> {
          s.setString(1, text);
          s.setString(2, text);
          s.setString(3, text);
        },
        SqlRows::toCrossing);
  }

  @Override
  public List<CrossingRow> find(CrossingQuery query) {
    return new CrossingFinder(asking, dialect, query).find();
  }

  @Override
  public Optional<Body> item(String kind, String id) {
    return asking.one(
        Sql.ITEM,
        s -> {
          s.setString(1, kind);
          s.setString(2, id);
        },
        row -> Body.stored(row.getBytes(1)));
  }

  @Override
  public List<Item> items(String kind) {
    // Sorted here: the databases differ in how they compare text.
    List<Item> items =
        asking.list(
            Sql.ITEMS,
            s -> s.setString(1, kind),
            row -> new Item(kind, row.getString(1), Json.object(row.getBytes(2))));
    items.sort(Comparator.comparing(Item::id, Overlay.BY_UTF8));
    return items;
  }

  @Override
  public List<RecordRow> records(String stream) {
    return asking.list(Sql.RECORDS, s -> s.setString(1, stream), SqlRows::toRecord);
  }

  @Override
  public List<RecordRow> records(String stream, long fromSeq, int limit) {
    return asking.list(
        Sql.SOME_RECORDS,
        s -> {
          s.setString(1, stream);
          s.setLong(2, fromSeq);
          s.setInt(3, limit);
        },
        SqlRows::toRecord);
  }

  @Override
  public Head head(String stream) {
    return asking
        .one(
            Sql.HEAD, s -> s.setString(1, stream), row -> new Head(row.getLong(1), row.getBytes(2)))
        .orElse(Head.NONE);
  }

  @Override
  public List<Outgoing> outbox() {
    return asking.list(
        Sql.OUTBOX,
        s -> {},
        row ->
            new Outgoing(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                Micros.instant(row.getLong(4)),
                Json.object(row.getBytes(5))));
  }

  @Override
  public Set<String> waiting(String outgoingId) {
    return Set.copyOf(
        asking.list(
            Sql.WAITING,
            s -> {
              s.setString(1, outgoingId);
              s.setString(2, outgoingId + "/");
              s.setString(3, outgoingId + "0"); // the next character after the slash
            },
            row -> row.getString(1)));
  }

  @Override
  public boolean enqueued(String outgoingId) {
    return asking.one(Sql.ENQUEUED, s -> s.setString(1, outgoingId), row -> true).isPresent();
  }

  @Override
  public Optional<Seal> lastSeal() {
    return asking.one(
        Sql.LAST_SEAL,
        s -> {},
        row ->
            new Seal(
                LocalDate.parse(row.getString(1)),
                row.getLong(2),
                row.getLong(3),
                row.getBytes(4),
                row.getBytes(5),
                row.getBytes(6),
                row.getBytes(7),
                Optional.ofNullable(row.getBytes(8))));
  }

  @Override
  public Heads headsAfter(long position, long records) {
    LastRecord last = lastRecord();
    long through = position + Math.min(records, last.position() - position);
    List<StreamHead> heads =
        asking.list(
            Sql.HEADS_AFTER,
            s -> {
              s.setLong(1, position);
              s.setLong(2, through);
            },
            row -> new StreamHead(row.getString(1), row.getLong(2), row.getBytes(3)));
    heads.sort(Comparator.comparing(StreamHead::stream, Overlay.BY_UTF8));
    return new Heads(through, last.at(), heads);
  }

  @Override
  public Optional<Instant> firstAfter(long position) {
    return asking.one(
        Sql.FIRST_AFTER, s -> s.setLong(1, position), row -> Micros.instant(row.getLong(1)));
  }

  @Override
  public List<CrossingRow> crossingsAfter(CrossingKey after, Instant before, int limit) {
    return asking.list(
        Sql.CROSSINGS_AFTER,
        s -> {
          after.bind(s, 1);
          s.setLong(3, Micros.of(before));
          s.setInt(4, limit);
        },
        SqlRows::toCrossing);
  }

  @Override
  public Scan personalAfter(long position, Instant before, int limit) {
    record Place(long position, Instant at, String stream, long seq, boolean personal) {}
    List<Place> next =
        asking.list(
            Sql.PERSONAL_AFTER,
            s -> {
              s.setLong(1, position);
              s.setInt(2, limit);
            },
            row ->
                new Place(
                    row.getLong(1),
                    Micros.instant(row.getLong(2)),
                    row.getString(3),
                    row.getLong(4),
                    row.getBoolean(5)));
    List<Place> due = next.stream().takeWhile(place -> place.at().isBefore(before)).toList();
    return new Scan(
        due.isEmpty() ? position : due.get(due.size() - 1).position(),
        due.size() < limit,
        due.stream()
            .filter(Place::personal)
            .map(place -> new Personal(place.stream(), place.seq(), place.at()))
            .toList());
  }

  LastRecord lastRecord() {
    return asking
        .one(
            Sql.LAST_RECORD,
            s -> {},
            row -> new LastRecord(row.getLong(1), uuid(row.getBytes(2)), row.getLong(3)))
        .orElse(new LastRecord(0, NOBODY, 0));
  }

  long lastOutboxPosition() {
    return asking.one(Sql.LAST_OUTBOX, s -> {}, row -> row.getLong(1)).orElse(0L);
  }

  boolean isAt(long position, UUID id) {
    return asking
        .one(
            Sql.RECORD_AT,
            s -> {
              s.setLong(1, position);
              s.setBytes(2, bytes(id));
            },
            row -> true)
        .isPresent();
  }

  /** Place, id and time (µs) of the last record of the store; zeros if there is none. */
  record LastRecord(long position, UUID id, long at) {}

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  static UUID uuid(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** From the first two columns. */
  static CrossingKey toKey(ResultSet row) throws SQLException {
    return new CrossingKey(row.getLong(1), uuid(row.getBytes(2)));
  }

  private static RecordRow toRecord(ResultSet row) throws SQLException {
    return new RecordRow(
        row.getString(1),
        row.getLong(2),
        uuid(row.getBytes(3)),
        row.getLong(4),
        row.getString(5),
        row.getInt(6),
        row.getBytes(7),
        Optional.ofNullable(row.getBytes(8)),
        Optional.ofNullable(row.getBytes(9)),
        row.getBytes(10),
        row.getBytes(11));
  }

  static CrossingRow toCrossing(ResultSet row) throws SQLException {
    long dueAt = row.getLong(15);
    boolean due = !row.wasNull();
    return new CrossingRow(
        uuid(row.getBytes(1)),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        row.getInt(12) == 1,
        Micros.instant(row.getLong(13)),
        Micros.instant(row.getLong(14)),
        due ? Optional.of(Micros.instant(dueAt)) : Optional.empty(),
        row.getInt(16),
        Body.stored(row.getBytes(17)),
        Words.ofStored(row.getString(18)));
  }
}
