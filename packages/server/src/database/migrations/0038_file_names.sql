-- The same as before in words that PostgreSQL prints alike once they were brought into another server by a dump: BETWEEN beside AND it does not.
ALTER TABLE bailiwick.file DROP CONSTRAINT file_name_check;
ALTER TABLE bailiwick.file ADD CONSTRAINT file_name_check
  CHECK (octet_length(name) >= 1 AND octet_length(name) <= 255 AND name !~ '[\u0001-\u001f\u007f-\u009f/\\\u2028-\u202e\u2066-\u2069]');
