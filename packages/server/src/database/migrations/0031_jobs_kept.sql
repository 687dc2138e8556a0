-- How much of jobs is kept, and what the audit is told of them. Run as bailiwick_guard.

-- Whatever else it is told, it tells which job it is.
CREATE OR REPLACE FUNCTION bailiwick.note_job(kind$ text, j$ bailiwick.job, detail$ jsonb) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO bailiwick.audit (kind, person, session, request, app, entity, detail)
  VALUES (kind$, j$.person, j$.session, coalesce(nullif(current_setting('bailiwick.request', true), ''), 'job-' || j$.id), j$.app, j$.entity,
    jsonb_strip_nulls(detail$) || jsonb_build_object('job', j$.id))
$$;

-- Ends it, whoever has it: a batch under way holds the row, so nothing is done after this. What was not done is nobody's way back.
CREATE OR REPLACE FUNCTION bailiwick.end_job(of$job uuid, state$ text, reason$ jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  j$ bailiwick.job;
BEGIN
  UPDATE bailiwick.job j SET state = state$, reason = reason$, holder = NULL, ended_at = clock_timestamp(), moves = j.moves + 1
  WHERE j.id = of$job AND j.ended_at IS NULL RETURNING j.* INTO j$;
  IF FOUND THEN
    DELETE FROM bailiwick.job_row r WHERE r.job = of$job AND r.number > j$.done + j$.refused + j$.unchanged;
    PERFORM bailiwick.note_job('job.ended', j$, jsonb_build_object('state', state$, 'done', j$.done, 'refused', j$.refused, 'unchanged', j$.unchanged,
      'left', j$.total - j$.done - j$.refused - j$.unchanged, 'reason', reason$ ->> 'code'));
  END IF;
END
$$;

DROP FUNCTION bailiwick.make_job(text, text, jsonb, boolean, jsonb, uuid[], integer[], uuid, jsonb[]);
-- For the two functions beneath alone.
-- @param undoes$ the job whose records are given what they had before it
CREATE FUNCTION bailiwick.make_job(of$app text, of$entity text, doing$ jsonb, if$unchanged boolean, asked$ jsonb, records$ uuid[], versions$ integer[], undoes$ uuid)
RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.job_owner();
  session$ uuid := nullif(current_setting('bailiwick.session', true), '')::uuid;
  j$ bailiwick.job;
BEGIN
  IF bailiwick.app_roles(of$app) = '{}' THEN
    RAISE EXCEPTION 'app.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF coalesce(cardinality(records$), 0) = 0 THEN
    RAISE EXCEPTION 'job.empty' USING ERRCODE = 'BW422';
  END IF;
  IF cardinality(records$) > 100000 THEN
    RAISE EXCEPTION 'job.too-large' USING ERRCODE = 'BW422';
  END IF;
  IF jsonb_typeof(asked$) <> 'object' OR octet_length(asked$::text) > 65536 THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422';
  END IF;
  IF session$ IS NULL THEN
    RAISE EXCEPTION 'session.missing' USING ERRCODE = 'BW401';
  END IF;
  -- Two at once by one person wait for each other, so that the limit is seen.
  PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.job ' || acting$, 0));
  IF (SELECT count(*) FROM bailiwick.job j WHERE j.person = acting$ AND j.ended_at IS NULL) >= 3 THEN
    RAISE EXCEPTION 'job.too-many' USING ERRCODE = 'BW409';
  END IF;
  INSERT INTO bailiwick.job (person, session, app, entity, doing, if_unchanged, undoes, total)
  VALUES (acting$, session$, of$app, of$entity, doing$, if$unchanged, undoes$, (SELECT count(DISTINCT r) FROM unnest(records$) r)) RETURNING * INTO j$;
  -- In one order whoever asks, so that two jobs never wait for each other's records. What they had is copied row by row: of all at once there may be more than memory.
  INSERT INTO bailiwick.job_row (job, number, record, version, change)
  SELECT j$.id, r.number, r.record, r.version, o.before
  FROM (SELECT row_number() OVER (ORDER BY d.record) AS number, d.record, d.version
    FROM (SELECT DISTINCT ON (u.record) u.record, u.version FROM unnest(records$, versions$) u (record, version) ORDER BY u.record) d) r
  LEFT JOIN bailiwick.job_row o ON o.job = undoes$ AND o.record = r.record;
  -- Of one person no more is kept than this, or whoever begins job after job fills the disk for everybody: the oldest that have ended go first.
  DELETE FROM bailiwick.job j WHERE j.ended_at IS NOT NULL AND j.id IS DISTINCT FROM undoes$ AND j.id IN (
    SELECT k.id FROM (SELECT q.id, row_number() OVER newest AS jobs, sum(q.total) OVER newest AS records FROM bailiwick.job q WHERE q.person = acting$
      WINDOW newest AS (ORDER BY q.id DESC)) k
    WHERE k.jobs > 1000 OR k.records > 1000000);
  PERFORM bailiwick.note_job('job.begun', j$, coalesce(asked$, '{}') || jsonb_build_object('records', j$.total, 'undoes', undoes$));
  RETURN j$.id;
END
$$;
REVOKE ALL ON FUNCTION bailiwick.make_job(text, text, jsonb, boolean, jsonb, uuid[], integer[], uuid) FROM PUBLIC;

-- @param asked$ what is said of it in the audit: names, and no value
CREATE OR REPLACE FUNCTION bailiwick.begin_job(of$app text, of$entity text, doing$ jsonb, if$unchanged boolean, asked$ jsonb, records$ uuid[], versions$ integer[]) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT bailiwick.make_job(of$app, of$entity, doing$, if$unchanged, asked$, records$, versions$, NULL)
$$;

-- Begins the job that takes one back, or answers with the one that is at it. Each record only as the job left it: what somebody did since is not written over.
CREATE OR REPLACE FUNCTION bailiwick.undo_job(of$job uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  j$ bailiwick.job;
  under$way uuid;
  records$ uuid[];
  versions$ integer[];
BEGIN
  SELECT * INTO j$ FROM bailiwick.job j WHERE j.id = of$job AND j.person = bailiwick.job_owner() FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'job.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF j$.ended_at IS NULL THEN
    RAISE EXCEPTION 'job.under-way' USING ERRCODE = 'BW409';
  END IF;
  SELECT u.id INTO under$way FROM bailiwick.job u WHERE u.undoes = of$job AND u.ended_at IS NULL;
  IF FOUND THEN
    RETURN under$way;
  END IF;
  IF j$.undoable = 0 THEN
    RAISE EXCEPTION 'job.not-undoable' USING ERRCODE = 'BW409';
  END IF;
  SELECT array_agg(r.record ORDER BY r.number), array_agg(r.became ORDER BY r.number) INTO records$, versions$
  FROM bailiwick.job_row r WHERE r.job = of$job AND r.outcome = 'done' AND r.became IS NOT NULL AND (r.before IS NOT NULL OR j$.doing ?| ARRAY['trash', 'restore']);
  RETURN bailiwick.make_job(j$.app, j$.entity,
    CASE WHEN j$.doing ? 'trash' THEN '{"restore": true}' WHEN j$.doing ? 'restore' THEN '{"trash": true}' ELSE '{}' END::jsonb,
    true, '{"what": "undo"}', records$, versions$, of$job);
END
$$;
