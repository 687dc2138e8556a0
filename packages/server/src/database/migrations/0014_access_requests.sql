-- A right somebody was refused and asked for. Run as bailiwick_owner. Nothing follows from the answer by itself: a right is given by giving a role.
CREATE TABLE bailiwick.access_request (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  app text COLLATE "C" NOT NULL REFERENCES bailiwick.app,
  entity text COLLATE "C" NOT NULL,
  record uuid,
  action text COLLATE "C" NOT NULL CHECK (char_length(action) BETWEEN 1 AND 60),
  field text COLLATE "C" CHECK (char_length(field) BETWEEN 1 AND 60),
  reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 1000),
  person uuid NOT NULL REFERENCES bailiwick.person,
  created_at timestamptz NOT NULL DEFAULT now(),
  state text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'granted', 'declined')),
  decided_by uuid REFERENCES bailiwick.person,
  decided_at timestamptz,
  note text CHECK (char_length(note) <= 1000),
  CHECK ((state = 'open') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL))
);
-- Asked once while it is open.
CREATE UNIQUE INDEX access_request_open ON bailiwick.access_request (person, app, entity, record, action, field) NULLS NOT DISTINCT WHERE state = 'open';
CREATE INDEX access_request_app ON bailiwick.access_request (app, created_at);
ALTER TABLE bailiwick.access_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE bailiwick.access_request FORCE ROW LEVEL SECURITY;
CREATE POLICY guard_all ON bailiwick.access_request FOR ALL TO bailiwick_guard USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON bailiwick.access_request TO bailiwick_guard;
