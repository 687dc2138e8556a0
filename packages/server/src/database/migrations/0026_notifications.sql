-- Run as bailiwick_audit, whose table it is. After the row is there: whatever becomes of it, the audit is as it was.
CREATE TRIGGER followers AFTER INSERT ON bailiwick.audit FOR EACH ROW WHEN (NEW.record IS NOT NULL AND NEW.app IS NOT NULL AND NEW.kind IN ('comment', 'transition', 'vote'))
  EXECUTE FUNCTION bailiwick.tell_followers();
