-- What a session is viewing: one app, as one person or as one of its roles. Run as bailiwick_owner.
ALTER TABLE bailiwick.session
  ADD COLUMN viewing_app text COLLATE "C" REFERENCES bailiwick.app,
  ADD COLUMN viewing_person uuid REFERENCES bailiwick.person,
  ADD COLUMN viewing_role text COLLATE "C",
  ADD COLUMN viewing_since timestamptz,
  ADD CONSTRAINT viewing_whole CHECK ((viewing_app IS NULL) = (viewing_since IS NULL)
    AND num_nonnulls(viewing_person, viewing_role) = (viewing_app IS NOT NULL)::integer),
  ADD CONSTRAINT viewing_another CHECK (viewing_person <> person),
  ADD CONSTRAINT viewing_role_name CHECK (viewing_role ~ '^[a-z][a-z0-9_]{0,39}$');
