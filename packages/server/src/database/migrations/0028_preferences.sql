-- In which language and time zone a person reads; null: as their browser says. Run as bailiwick_owner.
-- What the names mean, the node judges (security/identity/preferences.ts): tags and zones come and go with its Intl, not with the database's.
ALTER TABLE bailiwick.person
  ADD COLUMN language text COLLATE "C" CHECK (language ~ '^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,8}$'),
  ADD COLUMN time_zone text COLLATE "C" CHECK (time_zone ~ '^[A-Za-z][A-Za-z0-9_+/-]{1,63}$');
