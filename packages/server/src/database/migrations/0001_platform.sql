-- The platform's own tables: people, teams, roles, sessions, releases, audit. Run as bailiwick_owner in one transaction.
CREATE SCHEMA bailiwick AUTHORIZATION bailiwick_owner;
REVOKE ALL ON SCHEMA bailiwick FROM PUBLIC;
GRANT USAGE ON SCHEMA bailiwick TO bailiwick_guard, bailiwick_rule, bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some,
  bailiwick_writer, bailiwick_audit, bailiwick_runtime, bailiwick_login, bailiwick_gate, bailiwick_audit_reader;
GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard, bailiwick_audit;

-- Time-ordered ids. `at` lets an import give records of the past ids of their own time.
CREATE FUNCTION bailiwick.uuidv7(at timestamptz DEFAULT clock_timestamp()) RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT encode(
    overlay(
      overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6)
      -- twelve bits of sub-millisecond time keep ids of one millisecond in order
      PLACING substring(int4send(28672 + floor((extract(epoch FROM at) * 1000 - floor(extract(epoch FROM at) * 1000)) * 4096)::int) FROM 3) FROM 7 FOR 2),
    'hex')::uuid
$$;

-- People -------------------------------------------------------------------------------------------------------------
CREATE TABLE bailiwick.person (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  email text COLLATE "C" NOT NULL UNIQUE CHECK (email = lower(email) AND char_length(email) <= 254),
  title text CHECK (char_length(title) <= 200),
  status text COLLATE "C" NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended', 'left')),
  administrator boolean NOT NULL DEFAULT false,
  -- One sentence on the sign-in page of a demo installation; absent everywhere else.
  demo_sentence text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE bailiwick.team (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
  parent uuid REFERENCES bailiwick.team,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (parent <> id)
);
CREATE INDEX team_parent ON bailiwick.team (parent);
CREATE TABLE bailiwick.membership (
  person uuid NOT NULL REFERENCES bailiwick.person,
  team uuid NOT NULL REFERENCES bailiwick.team,
  PRIMARY KEY (person, team)
);
CREATE INDEX membership_team ON bailiwick.membership (team);
-- A role of an app, given to a person or to everyone in a team and beneath it, from and until a moment.
CREATE TABLE bailiwick.role_grant (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  app text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  person uuid REFERENCES bailiwick.person,
  team uuid REFERENCES bailiwick.team,
  valid_from timestamptz NOT NULL DEFAULT '-infinity',
  valid_until timestamptz NOT NULL DEFAULT 'infinity',
  source text COLLATE "C" NOT NULL DEFAULT 'local',
  CHECK (num_nonnulls(person, team) = 1),
  UNIQUE NULLS NOT DISTINCT (app, role, person, team, source)
);
CREATE INDEX role_grant_person ON bailiwick.role_grant (person);
CREATE INDEX role_grant_team ON bailiwick.role_grant (team);

-- Sessions and credentials -------------------------------------------------------------------------------------------
CREATE TABLE bailiwick.credential (
  person uuid PRIMARY KEY REFERENCES bailiwick.person,
  password_hash text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE bailiwick.session (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  -- sha256 of the token: a stolen copy of this table opens nothing
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  person uuid NOT NULL REFERENCES bailiwick.person,
  method text COLLATE "C" NOT NULL CHECK (method IN ('password', 'demo', 'setup', 'invitation')),
  authenticated_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL DEFAULT now() + interval '12 hours',
  ended_at timestamptz,
  user_agent text
);
CREATE INDEX session_person ON bailiwick.session (person) WHERE ended_at IS NULL;
-- Anything mailed or printed that works once: invitations, resets, the first administrator's code.
CREATE TABLE bailiwick.one_time_token (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('setup', 'invitation', 'reset')),
  person uuid REFERENCES bailiwick.person,
  detail jsonb NOT NULL DEFAULT '{}',
  created_by uuid REFERENCES bailiwick.person,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE TABLE bailiwick.attempt (
  -- 'account:<normalised e-mail>' or 'source:<network>'
  subject text COLLATE "C" PRIMARY KEY,
  failures integer NOT NULL DEFAULT 0,
  window_start timestamptz NOT NULL DEFAULT now(),
  blocked_until timestamptz NOT NULL DEFAULT '-infinity'
);

-- Claims ---------------------------------------------------------------------------------------------------------------
-- HMAC keys as their two padded blocks, so that plain sha256() is enough. `node` verifies what nodes sign; `context` is this
-- database's own and binds claims to one transaction of one backend.
CREATE TABLE bailiwick.signing_key (
  purpose text COLLATE "C" PRIMARY KEY CHECK (purpose IN ('node', 'context')),
  inner_pad bytea NOT NULL CHECK (octet_length(inner_pad) = 64),
  outer_pad bytea NOT NULL CHECK (octet_length(outer_pad) = 64)
);
-- Moves whenever anything moves that claims are made of. A node's cached claims carry the number; a stale one is refused.
CREATE TABLE bailiwick.access_epoch (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  epoch bigint NOT NULL
);

CREATE TABLE bailiwick.migration (
  number integer PRIMARY KEY,
  name text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);

-- Installation, apps, releases -------------------------------------------------------------------------------------------
CREATE TABLE bailiwick.setting (
  name text COLLATE "C" PRIMARY KEY,
  value jsonb NOT NULL
);
CREATE TABLE bailiwick.app (
  name text COLLATE "C" PRIMARY KEY,
  live_release uuid,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE bailiwick.release (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  app text COLLATE "C" NOT NULL REFERENCES bailiwick.app,
  number integer NOT NULL,
  definition jsonb NOT NULL,
  -- The text files as they were written, comments and all.
  files jsonb,
  operations jsonb NOT NULL,
  compiler text NOT NULL,
  released_by uuid REFERENCES bailiwick.person,
  released_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (app, number)
);
ALTER TABLE bailiwick.app ADD FOREIGN KEY (live_release) REFERENCES bailiwick.release;

CREATE TABLE bailiwick.idempotency (
  person uuid NOT NULL,
  key text COLLATE "C" NOT NULL CHECK (char_length(key) BETWEEN 1 AND 200),
  request_hash bytea NOT NULL,
  status integer,
  answer jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person, key)
);
CREATE INDEX idempotency_created ON bailiwick.idempotency (created_at);

-- Audit ------------------------------------------------------------------------------------------------------------------
CREATE TABLE bailiwick.audit (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Consumers (sealer, realtime) read by transaction id below the oldest running one, so that no late commit is missed.
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  kind text COLLATE "C" NOT NULL,
  person uuid,
  on_behalf_of uuid,
  session uuid,
  request text COLLATE "C",
  app text COLLATE "C",
  entity text COLLATE "C",
  record uuid,
  transition text COLLATE "C",
  comment text,
  before jsonb,
  after jsonb,
  detail jsonb
);
CREATE INDEX audit_record ON bailiwick.audit (record, seq DESC) WHERE record IS NOT NULL;
CREATE INDEX audit_person ON bailiwick.audit (person, seq DESC);
CREATE INDEX audit_app ON bailiwick.audit (app, seq DESC);
CREATE INDEX audit_at ON bailiwick.audit (at, seq);
CREATE INDEX audit_xid ON bailiwick.audit (xid, seq);
-- One row a batch: every audit row whose transaction lies in [from_xid, to_xid). Leaves are kept so that a fault is located to the row;
-- the root chains to the one before and is signed, and the newest root is also kept outside the database.
CREATE TABLE bailiwick.audit_seal (
  number bigint PRIMARY KEY,
  from_xid xid8 NOT NULL,
  to_xid xid8 NOT NULL,
  seqs bigint[] NOT NULL,
  leaves bytea NOT NULL,
  root bytea NOT NULL,
  previous bytea NOT NULL,
  signature bytea NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT now()
);

-- Rules ------------------------------------------------------------------------------------------------------------------
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['person', 'team', 'membership', 'role_grant', 'credential', 'session', 'one_time_token', 'attempt',
    'signing_key', 'access_epoch', 'migration', 'setting', 'app', 'release', 'idempotency', 'audit', 'audit_seal'] LOOP
    EXECUTE format('ALTER TABLE bailiwick.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE bailiwick.%I FORCE ROW LEVEL SECURITY', name);
    IF name IN ('audit', 'audit_seal') THEN
      CONTINUE;
    END IF;
    EXECUTE format('CREATE POLICY guard_all ON bailiwick.%I FOR ALL TO bailiwick_guard USING (true) WITH CHECK (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON bailiwick.%I TO bailiwick_guard', name);
  END LOOP;
END
$$;
-- Identity connections work on accounts and sessions directly; they never see app data, keys or the audit.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['person', 'team', 'membership', 'role_grant', 'credential', 'session', 'one_time_token', 'attempt', 'setting', 'app', 'release'] LOOP
    EXECUTE format('CREATE POLICY gate_all ON bailiwick.%I FOR ALL TO bailiwick_gate USING (true) WITH CHECK (true)', name);
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON bailiwick.person, bailiwick.team, bailiwick.credential, bailiwick.session, bailiwick.one_time_token, bailiwick.attempt TO bailiwick_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON bailiwick.membership, bailiwick.role_grant TO bailiwick_gate;
-- Counters of guesses are forgotten after a day, or strangers could fill the table.
GRANT DELETE ON bailiwick.attempt TO bailiwick_gate;
GRANT SELECT ON bailiwick.setting, bailiwick.app, bailiwick.release TO bailiwick_gate;
-- The audit takes rows from the guard's triggers and gives them to its readers; nobody changes or removes one.
CREATE POLICY guard_insert ON bailiwick.audit FOR INSERT TO bailiwick_guard WITH CHECK (true);
CREATE POLICY guard_read ON bailiwick.audit FOR SELECT TO bailiwick_guard USING (true);
CREATE POLICY reader_read ON bailiwick.audit FOR SELECT TO bailiwick_audit_reader USING (true);
CREATE POLICY guard_insert ON bailiwick.audit_seal FOR INSERT TO bailiwick_guard WITH CHECK (true);
CREATE POLICY guard_read ON bailiwick.audit_seal FOR SELECT TO bailiwick_guard USING (true);
CREATE POLICY reader_read ON bailiwick.audit_seal FOR SELECT TO bailiwick_audit_reader USING (true);
GRANT SELECT, INSERT ON bailiwick.audit, bailiwick.audit_seal TO bailiwick_guard;
GRANT SELECT ON bailiwick.audit, bailiwick.audit_seal TO bailiwick_audit_reader;

CREATE FUNCTION bailiwick.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'audit.append-only' USING ERRCODE = 'BW403', HINT = 'Audit rows are never changed or removed.';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bailiwick.audit FOR EACH STATEMENT EXECUTE FUNCTION bailiwick.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bailiwick.audit_seal FOR EACH STATEMENT EXECUTE FUNCTION bailiwick.refuse_change();
ALTER TABLE bailiwick.audit OWNER TO bailiwick_audit;
ALTER TABLE bailiwick.audit_seal OWNER TO bailiwick_audit;

SET LOCAL ROLE bailiwick_guard;
INSERT INTO bailiwick.access_epoch (epoch) VALUES (1);
SET LOCAL ROLE bailiwick_owner;
