-- What the guard's functions are tied to and who may call them. Run as bailiwick_owner.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['person', 'team', 'membership', 'role_grant', 'session', 'credential', 'one_time_token'] LOOP
    EXECUTE format('CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON bailiwick.%I FOR EACH ROW EXECUTE FUNCTION bailiwick.audit_identity()', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['membership', 'role_grant', 'team'] LOOP
    EXECUTE format('CREATE TRIGGER epoch AFTER INSERT OR UPDATE OR DELETE ON bailiwick.%I FOR EACH STATEMENT EXECUTE FUNCTION bailiwick.move_epoch()', name);
  END LOOP;
END
$$;
CREATE TRIGGER epoch AFTER UPDATE OF status, administrator ON bailiwick.person FOR EACH STATEMENT EXECUTE FUNCTION bailiwick.move_epoch();
CREATE TRIGGER sessions AFTER UPDATE OF status ON bailiwick.person FOR EACH ROW EXECUTE FUNCTION bailiwick.end_sessions();
CREATE TRIGGER last_administrator BEFORE UPDATE OF status, administrator ON bailiwick.person FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_administrator();

DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'bailiwick'::regnamespace LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END
$$;

-- The data connections may only enter; what they become inside a transaction may ask who it is.
GRANT EXECUTE ON FUNCTION bailiwick.enter(text, bytea) TO bailiwick_login;
DO $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN
    SELECT p.oid::regprocedure FROM pg_proc p
    WHERE p.pronamespace = 'bailiwick'::regnamespace
      AND (p.proname IN ('person', 'roles', 'holds', 'person_as', 'teams_as', 'own_teams_as', 'email', 'proven', 'context_text', 'uuidv7',
        'begin_idempotent', 'finish_idempotent', 'people', 'teams', 'app_roles', 'today', 'add_business_minutes', 'add_business_days') OR p.proname LIKE 'cel\_%')
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bailiwick_runtime, bailiwick_guard, bailiwick_rule, bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some, bailiwick_writer, bailiwick_owner', f);
  END LOOP;
END
$$;
GRANT EXECUTE ON FUNCTION bailiwick.audit_record(), bailiwick.audit_identity() TO bailiwick_owner;
GRANT EXECUTE ON FUNCTION bailiwick.enter(text, bytea), bailiwick.gather_claims(uuid), bailiwick.uuidv7(timestamptz), bailiwick.person(), bailiwick.proven(),
  bailiwick.audit_event(text, uuid, text, text, text, uuid, jsonb), bailiwick.next_seal(integer), bailiwick.changes_since(text, integer),
  bailiwick.read_audit(text[], text, text, uuid, uuid, text, timestamptz, timestamptz, bigint, integer),
  bailiwick.write_seal(bigint, text, text, bigint[], bytea, bytea, bytea, bytea) TO bailiwick_gate;
GRANT EXECUTE ON FUNCTION bailiwick.audit_leaf(bailiwick.audit) TO bailiwick_guard, bailiwick_audit_reader;
GRANT EXECUTE ON FUNCTION bailiwick.holds(text[]), bailiwick.roles() TO bailiwick_audit_reader, bailiwick_gate;
REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard, bailiwick_audit;
