-- Room for files that are on their way, set aside before a byte of them is taken. Run as bailiwick_owner.
--
-- A row is an upload under way, and with `settled_at` one that broke off: what had come of it took room until the database reclaims it, so for a day it counts as its person's.
-- One whose node ended is under way no longer than any may last.
CREATE TABLE bailiwick.incoming (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  person uuid NOT NULL REFERENCES bailiwick.person,
  bytes bigint NOT NULL CHECK (bytes >= 0),
  at timestamptz NOT NULL DEFAULT now(),
  settled_at timestamptz
);
CREATE INDEX incoming_person ON bailiwick.incoming (person);
CREATE INDEX incoming_at ON bailiwick.incoming (at);
-- What a person uploaded of late, and what all files take, are read from these alone.
CREATE INDEX file_person ON bailiwick.file (uploaded_by, uploaded_at) INCLUDE (size);
CREATE INDEX file_size ON bailiwick.file (size);
ALTER TABLE bailiwick.incoming ENABLE ROW LEVEL SECURITY;
ALTER TABLE bailiwick.incoming FORCE ROW LEVEL SECURITY;
CREATE POLICY guard_all ON bailiwick.incoming FOR ALL TO bailiwick_guard USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON bailiwick.incoming TO bailiwick_guard;
