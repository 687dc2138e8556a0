-- Many records changed while nobody waits: what is to be done, with which records, and what became of each. Run as bailiwick_owner.
CREATE TABLE bailiwick.job (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  person uuid NOT NULL REFERENCES bailiwick.person,
  -- In which it was begun. It outlives that session's idling and its browser, and stops when the session is ended.
  session uuid NOT NULL,
  app text COLLATE "C" NOT NULL REFERENCES bailiwick.app,
  entity text COLLATE "C" NOT NULL,
  doing jsonb NOT NULL CHECK (jsonb_typeof(doing) = 'object' AND octet_length(doing::text) <= 65536),
  -- Only what has the version it had when the job was begun.
  if_unchanged boolean NOT NULL,
  undoes uuid REFERENCES bailiwick.job ON DELETE SET NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'stopped')),
  -- Why it stopped, as a refusal: its code and what it is about. It is put into words when it is read.
  reason jsonb,
  total integer NOT NULL CHECK (total BETWEEN 1 AND 100000),
  done integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  undoable integer NOT NULL DEFAULT 0,
  -- Known to the node that has it, and to nobody whose SQL runs in a request.
  holder uuid,
  -- When a node may take it next: at once, after a pause, or when whoever has it has not been heard of.
  due_at timestamptz NOT NULL DEFAULT now(),
  -- Counts whatever is to be told of it.
  moves bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  CHECK ((ended_at IS NULL) = (state IN ('waiting', 'running'))),
  CHECK (done + refused + unchanged <= total)
);
CREATE INDEX job_person ON bailiwick.job (person, id DESC);
CREATE INDEX job_due ON bailiwick.job (due_at) WHERE ended_at IS NULL;
CREATE INDEX job_ended ON bailiwick.job (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX job_undoes ON bailiwick.job (undoes) WHERE undoes IS NOT NULL;
-- Settled in the order of their numbers: as many as the job counts are settled, and the next one is next.
CREATE TABLE bailiwick.job_row (
  job uuid NOT NULL REFERENCES bailiwick.job ON DELETE CASCADE,
  number integer NOT NULL,
  record uuid NOT NULL,
  -- As it was seen when the job was begun; NULL: it was not.
  version integer,
  -- What this record alone is given.
  change jsonb,
  outcome text COLLATE "C" CHECK (outcome IN ('done', 'refused', 'unchanged')),
  -- The version it has since; NULL where it is out of sight.
  became integer,
  -- What its fields had before, as a request gives them: the way back.
  before jsonb,
  -- As the reason of the job.
  problem jsonb,
  PRIMARY KEY (job, number)
);
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['job', 'job_row'] LOOP
    EXECUTE format('ALTER TABLE bailiwick.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE bailiwick.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY guard_all ON bailiwick.%I FOR ALL TO bailiwick_guard USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON bailiwick.%I TO bailiwick_guard', name);
  END LOOP;
END
$$;
