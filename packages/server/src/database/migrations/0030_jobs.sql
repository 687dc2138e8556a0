-- Run as bailiwick_guard. A job is its own person's alone. What it does is done in that person's name and by their rights at that moment; here stands only which record is
-- next and what became of the last. While somebody is viewed there are no jobs for whoever looks.

CREATE FUNCTION bailiwick.note_job(kind$ text, j$ bailiwick.job, detail$ jsonb) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO bailiwick.audit (kind, person, session, request, app, entity, detail)
  VALUES (kind$, j$.person, j$.session, coalesce(nullif(current_setting('bailiwick.request', true), ''), 'job-' || j$.id), j$.app, j$.entity,
    jsonb_build_object('job', j$.id) || jsonb_strip_nulls(detail$))
$$;

-- Ends it, whoever has it: a batch under way holds the row, so nothing is done after this.
CREATE FUNCTION bailiwick.end_job(of$job uuid, state$ text, reason$ jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  j$ bailiwick.job;
BEGIN
  UPDATE bailiwick.job j SET state = state$, reason = reason$, holder = NULL, ended_at = clock_timestamp(), moves = j.moves + 1
  WHERE j.id = of$job AND j.ended_at IS NULL RETURNING j.* INTO j$;
  IF FOUND THEN
    PERFORM bailiwick.note_job('job.ended', j$, jsonb_build_object('state', state$, 'done', j$.done, 'refused', j$.refused, 'unchanged', j$.unchanged,
      'left', j$.total - j$.done - j$.refused - j$.unchanged, 'reason', reason$ ->> 'code'));
  END IF;
END
$$;

-- The acting person, who is signed in as themselves.
CREATE FUNCTION bailiwick.job_owner() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.for_themselves();
BEGIN
  IF acting$ IS NULL OR acting$ = bailiwick.guest() THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  RETURN acting$;
END
$$;

-- For the two functions beneath alone.
CREATE FUNCTION bailiwick.make_job(of$app text, of$entity text, doing$ jsonb, if$unchanged boolean, asked$ jsonb, records$ uuid[], versions$ integer[], undoes$ uuid, changes$ jsonb[])
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
  -- In one order whoever asks, so that two jobs never wait for each other's records.
  INSERT INTO bailiwick.job_row (job, number, record, version, change)
  SELECT j$.id, row_number() OVER (ORDER BY r.record), r.record, r.version, r.change
  FROM (SELECT DISTINCT ON (u.record) u.record, u.version, u.change FROM unnest(records$, versions$, changes$) u (record, version, change) ORDER BY u.record) r;
  PERFORM bailiwick.note_job('job.begun', j$, coalesce(asked$, '{}') || jsonb_build_object('records', j$.total, 'undoes', undoes$));
  RETURN j$.id;
END
$$;
-- @param asked$ what is said of it in the audit: names, and no value
CREATE FUNCTION bailiwick.begin_job(of$app text, of$entity text, doing$ jsonb, if$unchanged boolean, asked$ jsonb, records$ uuid[], versions$ integer[]) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT bailiwick.make_job(of$app, of$entity, doing$, if$unchanged, asked$, records$, versions$, NULL, NULL)
$$;

-- One's own, newest first; with an id that one.
CREATE FUNCTION bailiwick.jobs(of$job uuid, how$many integer)
RETURNS TABLE (id uuid, app text, entity text, doing jsonb, if_unchanged boolean, undoes uuid, undone_by uuid, state text, reason jsonb, total integer, done integer,
  refused integer, unchanged integer, undoable integer, created_at timestamptz, ended_at timestamptz, kept_until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.for_themselves();
BEGIN
  RETURN QUERY
    SELECT j.id, j.app, j.entity, j.doing, j.if_unchanged, j.undoes, (SELECT u.id FROM bailiwick.job u WHERE u.undoes = j.id ORDER BY u.id DESC LIMIT 1), j.state, j.reason,
      j.total, j.done, j.refused, j.unchanged, j.undoable, j.created_at, j.ended_at, j.ended_at + interval '14 days'
    FROM bailiwick.job j WHERE j.person = acting$ AND (of$job IS NULL OR j.id = of$job) ORDER BY j.id DESC LIMIT least(greatest(how$many, 1), 200);
END
$$;

-- What became of the records of one's own job, in their order. @param outcome$ NULL: of all that are settled
CREATE FUNCTION bailiwick.job_results(of$job uuid, outcome$ text, after$ integer, how$many integer)
RETURNS TABLE (number integer, record uuid, outcome text, version integer, problem jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.for_themselves();
BEGIN
  RETURN QUERY
    SELECT r.number, r.record, r.outcome, r.became, r.problem FROM bailiwick.job_row r
    WHERE r.job = of$job AND EXISTS (SELECT FROM bailiwick.job j WHERE j.id = of$job AND j.person = acting$)
      AND r.number > after$ AND r.outcome IS NOT NULL AND (outcome$ IS NULL OR r.outcome = outcome$)
    ORDER BY r.number LIMIT least(greatest(how$many, 1), 201);
END
$$;

-- What is done stays done, and nothing is done after this. One that has ended already stays as it is.
CREATE FUNCTION bailiwick.cancel_job(of$job uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM bailiwick.job j WHERE j.id = of$job AND j.person = bailiwick.job_owner() FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'job.not-found' USING ERRCODE = 'BW404';
  END IF;
  PERFORM bailiwick.end_job(of$job, 'cancelled', NULL);
END
$$;

-- Begins the job that takes one back, or answers with the one that is at it. Each record only as the job left it: what somebody did since is not written over.
CREATE FUNCTION bailiwick.undo_job(of$job uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  j$ bailiwick.job;
  under$way uuid;
  records$ uuid[];
  versions$ integer[];
  changes$ jsonb[];
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
  SELECT array_agg(r.record ORDER BY r.number), array_agg(r.became ORDER BY r.number), array_agg(r.before ORDER BY r.number) INTO records$, versions$, changes$
  FROM bailiwick.job_row r WHERE r.job = of$job AND r.outcome = 'done' AND r.became IS NOT NULL AND (r.before IS NOT NULL OR j$.doing ?| ARRAY['trash', 'restore']);
  RETURN bailiwick.make_job(j$.app, j$.entity,
    CASE WHEN j$.doing ? 'trash' THEN '{"restore": true}' WHEN j$.doing ? 'restore' THEN '{"trash": true}' ELSE '{}' END::jsonb,
    true, '{"what": "undo"}', records$, versions$, of$job, changes$);
END
$$;

-- For nodes ---------------------------------------------------------------------------------------------------------------
-- Gives one batch of the job that has waited longest. With many jobs each gets its turn; with many nodes each has another job. A node that is not heard of for `lease$` has
-- lost it, and knows so by the holder that is not its own any more.
CREATE FUNCTION bailiwick.claim_job(lease$ interval) RETURNS TABLE (job uuid, person uuid, holder uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY
    UPDATE bailiwick.job j SET holder = gen_random_uuid(), due_at = clock_timestamp() + lease$, state = 'running', moves = j.moves + (j.state = 'waiting')::integer
    WHERE j.id = (SELECT q.id FROM bailiwick.job q WHERE q.ended_at IS NULL AND q.due_at <= clock_timestamp() ORDER BY q.due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING j.id, j.person, j.holder;
END
$$;
-- It is somebody's turn again after this.
CREATE FUNCTION bailiwick.postpone_job(of$job uuid, holder$ uuid, pause$ interval) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE bailiwick.job j SET holder = NULL, due_at = clock_timestamp() + pause$ WHERE j.id = of$job AND j.holder = holder$
$$;
CREATE FUNCTION bailiwick.stop_job(of$job uuid, holder$ uuid, reason$ jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM bailiwick.job j WHERE j.id = of$job AND j.holder = holder$ FOR UPDATE;
  IF FOUND THEN
    PERFORM bailiwick.end_job(of$job, 'stopped', reason$);
  END IF;
END
$$;
-- What moved among people's jobs: a number that is another one when something did.
CREATE FUNCTION bailiwick.job_moves(people uuid[]) RETURNS TABLE (person uuid, moves text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT j.person, sum(j.moves)::text FROM bailiwick.job j WHERE j.person = ANY (people) GROUP BY j.person
$$;
-- Results and ways back are kept for two weeks. @returns how many jobs were removed: one at most, for it may be long
CREATE FUNCTION bailiwick.sweep_jobs() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  swept$ integer;
BEGIN
  DELETE FROM bailiwick.job j WHERE j.id = (SELECT q.id FROM bailiwick.job q WHERE q.ended_at < now() - interval '14 days' ORDER BY q.ended_at LIMIT 1 FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS swept$ = ROW_COUNT;
  RETURN swept$;
END
$$;

-- In the transaction that does it, in the person's name ---------------------------------------------------------------------
-- The next records. Holds the job until the transaction ends; no row: it is not this holder's any more. @throws session.ended when the session it was begun in was ended
CREATE FUNCTION bailiwick.hold_job(of$job uuid, holder$ uuid, how$many integer) RETURNS TABLE (app text, entity text, doing jsonb, if_unchanged boolean, rows jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  j$ bailiwick.job;
BEGIN
  SELECT * INTO j$ FROM bailiwick.job j WHERE j.id = of$job AND j.holder = holder$ AND j.ended_at IS NULL AND j.person = bailiwick.job_owner() FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF NOT EXISTS (SELECT FROM bailiwick.session s WHERE s.id = j$.session AND s.person = j$.person AND s.ended_at IS NULL) THEN
    RAISE EXCEPTION 'session.ended' USING ERRCODE = 'BW401';
  END IF;
  RETURN QUERY SELECT j$.app, j$.entity, j$.doing, j$.if_unchanged, (
    SELECT jsonb_agg(jsonb_build_object('number', r.number, 'record', r.record, 'version', r.version, 'change', r.change) ORDER BY r.number) FROM bailiwick.job_row r
    WHERE r.job = of$job AND r.number > j$.done + j$.refused + j$.unchanged AND r.number <= j$.done + j$.refused + j$.unchanged + how$many);
END
$$;
-- What became of the next records, told with what was done to them: both or neither.
-- @param denied$ what was refused for want of a right, each reason once
CREATE FUNCTION bailiwick.settle_job(of$job uuid, holder$ uuid, results$ jsonb, denied$ jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  j$ bailiwick.job;
  d$ jsonb;
  settled$ integer;
  first$ integer;
BEGIN
  SELECT * INTO j$ FROM bailiwick.job j WHERE j.id = of$job AND j.holder = holder$ AND j.ended_at IS NULL AND j.person = bailiwick.job_owner() FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'job.not-found' USING ERRCODE = 'BW404';
  END IF;
  first$ := j$.done + j$.refused + j$.unchanged + 1;
  UPDATE bailiwick.job_row r SET outcome = x.outcome, became = x.became, before = x.before, problem = x.problem
  FROM jsonb_to_recordset(results$) x (number integer, outcome text, became integer, before jsonb, problem jsonb)
  WHERE r.job = of$job AND r.number = x.number AND x.number BETWEEN first$ AND first$ + jsonb_array_length(results$) - 1 AND x.outcome IS NOT NULL;
  GET DIAGNOSTICS settled$ = ROW_COUNT;
  IF settled$ <> jsonb_array_length(results$) THEN
    RAISE EXCEPTION 'The results are not those of the next records.';
  END IF;
  UPDATE bailiwick.job j SET done = j.done + n.done, refused = j.refused + n.refused, unchanged = j.unchanged + n.unchanged, undoable = j.undoable + n.undoable,
    holder = NULL, due_at = clock_timestamp(), moves = j.moves + 1
  FROM (SELECT count(*) FILTER (WHERE x.outcome = 'done') AS done, count(*) FILTER (WHERE x.outcome = 'refused') AS refused,
      count(*) FILTER (WHERE x.outcome = 'unchanged') AS unchanged,
      count(*) FILTER (WHERE x.outcome = 'done' AND x.became IS NOT NULL AND (x.before IS NOT NULL OR j$.doing ?| ARRAY['trash', 'restore'])) AS undoable
    FROM jsonb_to_recordset(results$) x (outcome text, became integer, before jsonb)) n
  WHERE j.id = of$job RETURNING j.* INTO j$;
  FOR d$ IN SELECT * FROM jsonb_array_elements(denied$) LOOP
    PERFORM bailiwick.note_job('access.denied', j$, d$);
  END LOOP;
  IF j$.done + j$.refused + j$.unchanged = j$.total THEN
    PERFORM bailiwick.end_job(of$job, 'done', NULL);
  END IF;
END
$$;

DO $$
DECLARE
  f record;
BEGIN
  FOR f IN SELECT p.oid::regprocedure AS fn, p.proname AS name FROM pg_proc p WHERE p.pronamespace = 'bailiwick'::regnamespace
    AND p.proname IN ('note_job', 'end_job', 'job_owner', 'make_job', 'begin_job', 'jobs', 'job_results', 'cancel_job', 'undo_job', 'claim_job', 'postpone_job', 'stop_job', 'job_moves',
      'sweep_jobs', 'hold_job', 'settle_job') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f.fn);
    IF f.name IN ('begin_job', 'jobs', 'job_results', 'cancel_job', 'undo_job', 'hold_job', 'settle_job') THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bailiwick_runtime', f.fn);
    ELSIF f.name IN ('claim_job', 'postpone_job', 'stop_job', 'job_moves', 'sweep_jobs') THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO bailiwick_gate', f.fn);
    END IF;
  END LOOP;
END
$$;
