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
REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard, bailiwick_audit;
