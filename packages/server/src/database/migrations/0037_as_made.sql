-- What the newest migration left of the platform's own schema, object by object, as `as-made.ts` reads it: a function or policy that somebody rewrote since is found at the next
-- start. Written in the transaction of that migration, and empty for those before it.
ALTER TABLE bailiwick.migration ADD COLUMN made jsonb;
