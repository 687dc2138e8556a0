-- Run as bailiwick_owner.
CREATE TRIGGER guest BEFORE INSERT OR UPDATE OR DELETE ON bailiwick.person FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_guest('manager');
CREATE TRIGGER guest BEFORE INSERT OR UPDATE OF person ON bailiwick.credential FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_guest('person');
CREATE TRIGGER guest BEFORE INSERT OR UPDATE OF person, viewing_person ON bailiwick.session FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_guest('person', 'viewing_person');
CREATE TRIGGER guest BEFORE INSERT OR UPDATE OF person ON bailiwick.one_time_token FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_guest('person');
CREATE TRIGGER guest BEFORE INSERT OR UPDATE OF person ON bailiwick.membership FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_guest('person');
CREATE TRIGGER guest BEFORE INSERT OR UPDATE OF person ON bailiwick.role_grant FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_guest('person');
CREATE TRIGGER guest BEFORE INSERT OR UPDATE OF person, shared_by ON bailiwick.share FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_guest('person', 'shared_by');
CREATE TRIGGER guest BEFORE INSERT OR UPDATE OF person ON bailiwick.access_request FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_guest('person');
CREATE TRIGGER public_role BEFORE INSERT OR UPDATE OF app, role ON bailiwick.role_grant FOR EACH ROW EXECUTE FUNCTION bailiwick.keep_public_role();
CREATE TRIGGER public_roles AFTER UPDATE OF live_release ON bailiwick.app FOR EACH ROW EXECUTE FUNCTION bailiwick.take_public_roles();
