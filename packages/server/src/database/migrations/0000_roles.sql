-- Roles of an installation. Cluster-wide, so made idempotently; run by the administrator connection before the first migration.
-- Nothing here can log in but the two login roles, whose passwords the node sets.
--   owner       owns schemas and tables; releases only
--   guard       owns the SECURITY DEFINER functions: identity, claims, triggers
--   rule        what access rules read through (every row, SELECT only)
--   reader*     own the read views; row rules are policies for them. _all: callers that see every row; _some: conditional grants only
--   writer      owns the write views
--   audit       owns the audit, so that nobody who writes data can change it
--   runtime     what a request becomes inside its transaction: may use views and functions, owns nothing
--   login       the data connections: NOINHERIT and without grants, so a transaction that never became `runtime` can do nothing
--   gate        the identity connections: sessions and accounts, never app data
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['owner', 'guard', 'rule', 'reader', 'reader_all', 'reader_some', 'writer', 'audit', 'runtime', 'audit_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'bailiwick_' || name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', 'bailiwick_' || name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another node was faster
      END;
    END IF;
  END LOOP;
  FOREACH name IN ARRAY ARRAY['login', 'gate'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'bailiwick_' || name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', 'bailiwick_' || name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END
$$;
GRANT bailiwick_guard, bailiwick_rule, bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some, bailiwick_writer, bailiwick_audit TO bailiwick_owner;
GRANT bailiwick_runtime TO bailiwick_login;
GRANT bailiwick_owner, bailiwick_guard, bailiwick_audit, bailiwick_audit_reader TO CURRENT_USER;
ALTER ROLE bailiwick_login SET statement_timeout = '15s';
ALTER ROLE bailiwick_login SET lock_timeout = '5s';
ALTER ROLE bailiwick_login SET idle_in_transaction_session_timeout = '15s';
ALTER ROLE bailiwick_gate SET statement_timeout = '15s';
ALTER ROLE bailiwick_gate SET lock_timeout = '5s';
ALTER ROLE bailiwick_gate SET idle_in_transaction_session_timeout = '15s';
