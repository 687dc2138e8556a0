-- Proofs of the rules, kept with their release: added and never changed. Run as bailiwick_owner.
CREATE TABLE bailiwick.proof (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  release uuid NOT NULL REFERENCES bailiwick.release,
  at timestamptz NOT NULL DEFAULT now(),
  seed bigint NOT NULL,
  cases integer NOT NULL,
  -- Cases that came out otherwise than the evaluator says, and objects of the live schema that are not as the release makes them.
  differences integer NOT NULL,
  report jsonb NOT NULL
);
CREATE INDEX proof_release ON bailiwick.proof (release, at DESC);
ALTER TABLE bailiwick.proof ENABLE ROW LEVEL SECURITY;
ALTER TABLE bailiwick.proof FORCE ROW LEVEL SECURITY;
CREATE POLICY guard_insert ON bailiwick.proof FOR INSERT TO bailiwick_guard WITH CHECK (true);
CREATE POLICY guard_read ON bailiwick.proof FOR SELECT TO bailiwick_guard USING (true);
CREATE POLICY gate_read ON bailiwick.proof FOR SELECT TO bailiwick_gate USING (true);
GRANT SELECT, INSERT ON bailiwick.proof TO bailiwick_guard;
GRANT SELECT ON bailiwick.proof TO bailiwick_gate;

-- Holds nothing: a proof that runs is known by its lock on it (see bailiwick.audit_edge), so nobody but the owner may have any right to it.
CREATE TABLE bailiwick.proving ();
ALTER TABLE bailiwick.proving ENABLE ROW LEVEL SECURITY;
ALTER TABLE bailiwick.proving FORCE ROW LEVEL SECURITY;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bailiwick.proof FOR EACH STATEMENT EXECUTE FUNCTION bailiwick.refuse_change();
