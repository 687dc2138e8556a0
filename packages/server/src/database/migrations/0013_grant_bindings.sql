-- Run as bailiwick_owner.
CREATE TRIGGER chain BEFORE INSERT OR UPDATE OF manager ON bailiwick.person FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_chain();
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON bailiwick.share FOR EACH ROW EXECUTE FUNCTION bailiwick.audit_share();
