-- Who may call what. Run once as bailiwick_guard and once as bailiwick_owner: only an owner can take a function from PUBLIC.
DO $$
DECLARE
  f record;
BEGIN
  FOR f IN
    SELECT p.oid::regprocedure AS fn, p.proname AS name FROM pg_proc p
    WHERE p.pronamespace = 'bailiwick'::regnamespace AND pg_get_userbyid(p.proowner) = current_user
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.fn);
    -- What rules, views and triggers ask, and what a request may ask inside its transaction.
    IF f.name LIKE 'cel\_%' OR f.name IN ('person', 'roles', 'holds', 'person_as', 'teams_as', 'own_teams_as', 'email', 'proven', 'context_text', 'uuidv7', 'app_roles', 'today',
      'add_business_minutes', 'add_business_days', 'begin_idempotent', 'finish_idempotent', 'people', 'teams') THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bailiwick_runtime, bailiwick_guard, bailiwick_rule, bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some, bailiwick_writer, bailiwick_owner', f.fn);
    END IF;
    -- The data connections may enter, and nothing else.
    IF f.name = 'enter' THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bailiwick_login, bailiwick_gate', f.fn);
    END IF;
    IF f.name IN ('gather_claims', 'uuidv7', 'person', 'proven', 'audit_event', 'next_seal', 'write_seal', 'changes_since', 'read_audit') THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bailiwick_gate', f.fn);
    END IF;
    -- Triggers are tied by the owner of the tables.
    IF f.name IN ('audit_record', 'audit_identity', 'move_epoch', 'end_sessions', 'keep_administrator') THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bailiwick_owner', f.fn);
    END IF;
    IF f.name = 'audit_leaf' THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bailiwick_guard, bailiwick_audit_reader', f.fn);
    END IF;
  END LOOP;
END
$$;
