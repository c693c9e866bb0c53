-- Finding crossings by parts of what names them, with fewer indexes to write. Final, as all before.
-- See docs/decisions/0010 and docs/records.md. The words of stored crossings are filled in by the program.

ALTER TABLE crossing ADD COLUMN words ${text} NOT NULL DEFAULT '';

DROP INDEX crossing_plate;
DROP INDEX crossing_state;
DROP INDEX crossing_lane;
DROP INDEX crossing_declaration;
DROP INDEX crossing_changed_at;
DROP INDEX crossing_due_at;

-- The words of some hundred crossings that began one after another: those behind (after_at, after_id)
-- up to (last_at, last_id). Where whole is 0, the crossings themselves have to be looked at.
CREATE TABLE crossing_words (
  last_at BIGINT NOT NULL,
  last_id ${blob} NOT NULL,
  after_at BIGINT NOT NULL,
  after_id ${blob} NOT NULL,
  whole INTEGER NOT NULL,
  plates ${text} NOT NULL,
  containers ${text} NOT NULL,
  declarations ${text} NOT NULL,
  names ${text} NOT NULL,
  states ${text} NOT NULL,
  keys ${blob} NOT NULL,
  PRIMARY KEY (last_at, last_id)
);

-- Room beside a new row for its next versions, which then need no entry in any index.
${postgres}ALTER TABLE crossing SET (fillfactor = 60);
-- What is searched as a whole is not to be unpacked each time.
${postgres}ALTER TABLE crossing_words ALTER COLUMN plates SET STORAGE EXTERNAL;
${postgres}ALTER TABLE crossing_words ALTER COLUMN containers SET STORAGE EXTERNAL;
${postgres}ALTER TABLE crossing_words ALTER COLUMN declarations SET STORAGE EXTERNAL;
${postgres}ALTER TABLE crossing_words ALTER COLUMN names SET STORAGE EXTERNAL;
${postgres}ALTER TABLE crossing_words ALTER COLUMN states SET STORAGE EXTERNAL;
${postgres}ALTER TABLE crossing_words ALTER COLUMN keys SET STORAGE EXTERNAL;
