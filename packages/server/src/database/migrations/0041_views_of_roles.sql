-- Run as bailiwick_owner. The checks and indexes of what goes go with it.
ALTER TABLE bailiwick.saved_view DROP COLUMN role, DROP COLUMN is_default,
  ADD CONSTRAINT saved_view_roles CHECK (array_to_string(roles, ',', '-') ~ '^([a-z][a-z0-9_]{0,39}(,[a-z][a-z0-9_]{0,39})*)?$' AND cardinality(roles) <= 40),
  ADD CONSTRAINT saved_view_first_for CHECK (first_for <@ roles);
CREATE INDEX saved_view_roles ON bailiwick.saved_view USING gin (roles);
