-- A list as somebody likes to see it, under a name. Run as bailiwick_owner.
CREATE TABLE bailiwick.saved_view (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  app text COLLATE "C" NOT NULL REFERENCES bailiwick.app,
  -- The list's path: `s/queue`, `e/ticket`.
  list text COLLATE "C" NOT NULL CHECK (list ~ '^[se]/[a-z][a-z0-9_]{0,39}$'),
  name text NOT NULL CHECK (char_length(btrim(name)) BETWEEN 1 AND 60),
  question jsonb NOT NULL CHECK (jsonb_typeof(question) = 'object' AND octet_length(question::text) <= 16000),
  owner uuid NOT NULL REFERENCES bailiwick.person,
  -- Whoever holds it sees the view; NULL: the owner alone.
  role text COLLATE "C" CHECK (role ~ '^[a-z][a-z0-9_]{0,39}$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX saved_view_owner ON bailiwick.saved_view (owner, app);
CREATE INDEX saved_view_role ON bailiwick.saved_view (app, role) WHERE role IS NOT NULL;
ALTER TABLE bailiwick.saved_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE bailiwick.saved_view FORCE ROW LEVEL SECURITY;
CREATE POLICY guard_all ON bailiwick.saved_view FOR ALL TO bailiwick_guard USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON bailiwick.saved_view TO bailiwick_guard;
