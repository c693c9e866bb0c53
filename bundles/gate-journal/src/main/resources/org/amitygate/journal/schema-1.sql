-- The journal's tables. Final: later versions add numbered files and never change this one.
-- Times are µs since 1970 in UTC, bodies UTF-8 JSON, ids 16 bytes. See docs/records.md.

CREATE TABLE record (
  position ${position} PRIMARY KEY,
  stream ${text} NOT NULL,
  seq BIGINT NOT NULL,
  id ${blob} NOT NULL,
  at BIGINT NOT NULL,
  type ${text} NOT NULL,
  v INTEGER NOT NULL,
  body ${blob} NOT NULL,
  personal ${blob},
  personal_digest ${blob},
  previous ${blob} NOT NULL,
  hash ${blob} NOT NULL,
  UNIQUE (stream, seq)
);

CREATE TABLE crossing (
  id ${blob} NOT NULL PRIMARY KEY,
  name ${text} NOT NULL,
  role ${text} NOT NULL,
  lane ${text} NOT NULL,
  flow ${text} NOT NULL,
  flow_version ${text} NOT NULL,
  state ${text} NOT NULL,
  stage ${text} NOT NULL,
  reason ${text} NOT NULL,
  plate ${text} NOT NULL,
  declaration ${text} NOT NULL,
  open INTEGER NOT NULL,
  opened_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  due_at BIGINT,
  version INTEGER NOT NULL,
  body ${blob} NOT NULL
);

CREATE INDEX crossing_plate ON crossing (plate);
CREATE INDEX crossing_state ON crossing (state);
CREATE INDEX crossing_lane ON crossing (lane);
CREATE INDEX crossing_declaration ON crossing (declaration);
CREATE INDEX crossing_name ON crossing (name);
CREATE INDEX crossing_opened_at ON crossing (opened_at, id);
CREATE INDEX crossing_changed_at ON crossing (changed_at);
CREATE INDEX crossing_open ON crossing (opened_at, id) WHERE open = 1;
CREATE INDEX crossing_due_at ON crossing (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE item (
  kind ${text} NOT NULL,
  id ${text} NOT NULL,
  body ${blob} NOT NULL,
  PRIMARY KEY (kind, id)
);

CREATE TABLE outbox (
  position ${position} PRIMARY KEY,
  id ${text} NOT NULL UNIQUE,
  queue ${text} NOT NULL,
  kind ${text} NOT NULL,
  queued_at BIGINT NOT NULL,
  body ${blob} NOT NULL
);

-- Every id that was ever in the outbox, delivered or not.
CREATE TABLE outgoing_id (
  id ${text} NOT NULL PRIMARY KEY
);

CREATE TABLE seal (
  day ${text} NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,
  at BIGINT NOT NULL,
  previous ${blob} NOT NULL,
  root ${blob} NOT NULL,
  heads ${blob} NOT NULL,
  digest ${blob} NOT NULL,
  signature ${blob}
);

-- Written and emptied to find out whether the disk takes a batch again.
CREATE TABLE probe (
  id INTEGER NOT NULL PRIMARY KEY,
  body ${blob} NOT NULL
);
