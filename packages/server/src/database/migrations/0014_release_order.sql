-- Where in the audit a release stands: what was written before it is read as the definition of that time kept it. Run as bailiwick_owner.
ALTER TABLE bailiwick.release ADD COLUMN audit_seq bigint;
