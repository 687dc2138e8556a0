-- Whom a record's news are for, and the news themselves. Run as bailiwick_owner. What a notification is about is named here and never told: its reader reads it
-- through the record's own rules, at that moment.
CREATE TABLE bailiwick.follow (
  person uuid NOT NULL REFERENCES bailiwick.person,
  app text COLLATE "C" NOT NULL REFERENCES bailiwick.app,
  entity text COLLATE "C" NOT NULL,
  record uuid NOT NULL,
  -- False: they said so, and being mentioned does not change it.
  following boolean NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (record, app, entity, person)
);
CREATE TABLE bailiwick.notification (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  person uuid NOT NULL REFERENCES bailiwick.person,
  app text COLLATE "C" NOT NULL REFERENCES bailiwick.app,
  entity text COLLATE "C" NOT NULL,
  record uuid NOT NULL,
  why text COLLATE "C" NOT NULL CHECK (why IN ('mention', 'follow')),
  -- The row of the audit that says what happened.
  cause bigint NOT NULL,
  -- One act is one notification, however many rows it leaves in the audit.
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  read_at timestamptz,
  UNIQUE (record, person, xid)
);
CREATE INDEX notification_person ON bailiwick.notification (person, id DESC);
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['follow', 'notification'] LOOP
    EXECUTE format('ALTER TABLE bailiwick.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE bailiwick.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY guard_all ON bailiwick.%I FOR ALL TO bailiwick_guard USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON bailiwick.%I TO bailiwick_guard', name);
  END LOOP;
END
$$;
