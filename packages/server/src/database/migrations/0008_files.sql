-- Files that fields hold. Run as bailiwick_owner.
--
-- The bytes stand in parts, so that nobody ever holds a whole file in memory. A file is uploaded first, by a person, for one field of one entity, and attached by the guard
-- trigger of that entity when a record is given its id. From then on it belongs to that record: replaced or cleared it is kept, because the record's history shows it; it goes
-- when the record is purged. What was never attached is swept after a day.
CREATE TABLE bailiwick.file (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  app text COLLATE "C" NOT NULL,
  -- Ids of the definition, not names: a release may rename both.
  entity text COLLATE "C" NOT NULL,
  field text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 255 AND name !~ '[\u0001-\u001f\u007f-\u009f/\\\u2028-\u202e\u2066-\u2069]'),
  -- Known when the last part has come.
  size bigint CHECK (size > 0),
  -- What the content says it is, of the few types that are told apart; never what a sender called it.
  type text COLLATE "C" CHECK (type IN ('image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf', 'application/zip', 'text/plain', 'application/octet-stream')),
  sha256 bytea CHECK (octet_length(sha256) = 32),
  uploaded_by uuid NOT NULL REFERENCES bailiwick.person,
  uploaded_at timestamptz NOT NULL DEFAULT now(),
  -- Parts are taken in this transaction only: a file that could be read cannot be changed.
  uploaded_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  record uuid,
  attached_at timestamptz,
  CHECK (num_nulls(size, type, sha256) IN (0, 3)),
  CHECK (num_nulls(record, attached_at) IN (0, 2)),
  CHECK (record IS NULL OR size IS NOT NULL)
);
CREATE INDEX file_record ON bailiwick.file (record) WHERE record IS NOT NULL;
CREATE INDEX file_waiting ON bailiwick.file (uploaded_at) WHERE record IS NULL;
CREATE TABLE bailiwick.file_part (
  file uuid NOT NULL REFERENCES bailiwick.file ON DELETE CASCADE,
  number integer NOT NULL CHECK (number >= 0),
  bytes bytea NOT NULL CHECK (octet_length(bytes) BETWEEN 1 AND 262144),
  PRIMARY KEY (file, number)
);
-- Most of what people attach is compressed already.
ALTER TABLE bailiwick.file_part ALTER COLUMN bytes SET STORAGE EXTERNAL;

ALTER TABLE bailiwick.file ENABLE ROW LEVEL SECURITY;
ALTER TABLE bailiwick.file FORCE ROW LEVEL SECURITY;
ALTER TABLE bailiwick.file_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE bailiwick.file_part FORCE ROW LEVEL SECURITY;
CREATE POLICY guard_all ON bailiwick.file FOR ALL TO bailiwick_guard USING (true) WITH CHECK (true);
CREATE POLICY guard_all ON bailiwick.file_part FOR ALL TO bailiwick_guard USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON bailiwick.file TO bailiwick_guard;
GRANT SELECT, INSERT, DELETE ON bailiwick.file_part TO bailiwick_guard;
-- Read views show name, size and type beside the id, on rows and in fields that their reader sees. Their owners read nothing else of a file.
CREATE POLICY reader_read ON bailiwick.file FOR SELECT TO bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some USING (record IS NOT NULL);
GRANT SELECT (id, name, size, type, record) ON bailiwick.file TO bailiwick_reader, bailiwick_reader_all, bailiwick_reader_some;

GRANT CREATE ON SCHEMA bailiwick TO bailiwick_guard;
SET LOCAL ROLE bailiwick_guard;

-- Called by the upload function of an entity, which has looked at the person's rights.
CREATE FUNCTION bailiwick.begin_file(of_app text, of_entity text, of_field text, of_name text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting uuid := bailiwick.person();
  made uuid;
BEGIN
  IF acting IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  INSERT INTO bailiwick.file (app, entity, field, name, uploaded_by) VALUES (of_app, of_entity, of_field, of_name, acting) RETURNING id INTO made;
  RETURN made;
END
$$;

-- The acting person's own file, begun in this very transaction and not finished yet.
CREATE FUNCTION bailiwick.is_uploading(of_file uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM bailiwick.file f
    WHERE f.id = of_file AND f.uploaded_by = bailiwick.person() AND f.uploaded_in = pg_current_xact_id_if_assigned() AND f.size IS NULL)
$$;
CREATE FUNCTION bailiwick.add_file_part(of_file uuid, part bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF bailiwick.is_uploading(of_file) IS NOT TRUE THEN
    RAISE EXCEPTION 'access.refused' USING ERRCODE = 'BW403';
  END IF;
  INSERT INTO bailiwick.file_part (file, number, bytes)
  VALUES (of_file, (SELECT coalesce(max(p.number) + 1, 0) FROM bailiwick.file_part p WHERE p.file = of_file), part);
END
$$;
-- The audit keeps what the bytes were, also of a file that is swept or purged later.
CREATE FUNCTION bailiwick.finish_file(of_file uuid, of_type text, of_sha256 bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  bytes bigint;
BEGIN
  IF bailiwick.is_uploading(of_file) IS NOT TRUE THEN
    RAISE EXCEPTION 'access.refused' USING ERRCODE = 'BW403';
  END IF;
  SELECT sum(octet_length(p.bytes)) INTO bytes FROM bailiwick.file_part p WHERE p.file = of_file;
  IF bytes IS NULL THEN
    RAISE EXCEPTION 'file.empty' USING ERRCODE = 'BW422';
  END IF;
  UPDATE bailiwick.file f SET size = bytes, type = of_type, sha256 = of_sha256 WHERE f.id = of_file;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, detail)
  SELECT 'file.upload', bailiwick.person(), nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), f.app, f.entity,
    jsonb_build_object('file', f.id, 'field', f.field, 'name', f.name, 'size', f.size, 'type', f.type, 'sha256', encode(f.sha256, 'hex'))
  FROM bailiwick.file f WHERE f.id = of_file;
  RETURN bytes;
END
$$;

-- Asked by guard triggers for each file a record is given. A file is taken by one record and by whoever uploaded it; what a record has had in this field before it may be
-- given again, or a change could not be undone. The answer to anything else is that of an id that is nobody's.
CREATE FUNCTION bailiwick.attach_file(wanted uuid, of_app text, of_entity text, of_field text, to_record uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE bailiwick.file f SET record = to_record, attached_at = now()
  WHERE f.id = wanted AND f.app = of_app AND f.entity = of_entity AND f.field = of_field AND f.record IS NULL AND f.size IS NOT NULL
    AND f.uploaded_by = bailiwick.person();
  RETURN FOUND OR EXISTS (SELECT FROM bailiwick.file f
    WHERE f.id = wanted AND f.app = of_app AND f.entity = of_entity AND f.field = of_field AND f.record = to_record);
END
$$;

-- Tied to the tables of entities that have files: TG_ARGV is app and the entity's id.
CREATE FUNCTION bailiwick.purge_files() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM bailiwick.file f WHERE f.record = OLD.id AND f.app = TG_ARGV[0] AND f.entity = TG_ARGV[1];
  RETURN NULL;
END
$$;

-- Uploads that no record took within a day. One that is being attached at this moment is left alone.
CREATE FUNCTION bailiwick.sweep_files(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  swept integer;
BEGIN
  DELETE FROM bailiwick.file f WHERE f.id IN (
    SELECT w.id FROM bailiwick.file w WHERE w.record IS NULL AND w.uploaded_at < now() - interval '24 hours'
    ORDER BY w.uploaded_at LIMIT most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS swept = ROW_COUNT;
  RETURN swept;
END
$$;

REVOKE ALL ON FUNCTION bailiwick.begin_file(text, text, text, text), bailiwick.is_uploading(uuid), bailiwick.add_file_part(uuid, bytea),
  bailiwick.finish_file(uuid, text, bytea), bailiwick.attach_file(uuid, text, text, text, uuid), bailiwick.purge_files(), bailiwick.sweep_files(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.add_file_part(uuid, bytea), bailiwick.finish_file(uuid, text, bytea) TO bailiwick_runtime;
GRANT EXECUTE ON FUNCTION bailiwick.purge_files() TO bailiwick_owner;
GRANT EXECUTE ON FUNCTION bailiwick.sweep_files(integer) TO bailiwick_gate;

SET LOCAL ROLE bailiwick_owner;
REVOKE CREATE ON SCHEMA bailiwick FROM bailiwick_guard;
