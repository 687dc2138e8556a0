-- Run as bailiwick_owner. Which job the act was part of; jobs are forgotten before their news.
ALTER TABLE bailiwick.notification ADD COLUMN job uuid;
CREATE INDEX notification_job ON bailiwick.notification (person, job) WHERE job IS NOT NULL;
