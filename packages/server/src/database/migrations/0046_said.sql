-- Run as bailiwick_guard.

-- What somebody said, without the spaces around it; NULL when it holds nothing that a person could read. The same characters as `saysSomething` in packages/definition.
CREATE FUNCTION bailiwick.said(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN words ~ '[^\u0009-\u000d\u0020\u00a0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]' THEN btrim(words) END;

REVOKE ALL ON FUNCTION bailiwick.said(text) FROM PUBLIC;

-- As before, and: a reason that shows nothing is none.
CREATE OR REPLACE FUNCTION bailiwick.request_access(of$app text, of$entity text, of$record uuid, of$action text, of$field text, of$reason text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  seen$ boolean;
  made$ uuid;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF acting$ = bailiwick.guest() OR NOT EXISTS (SELECT FROM unnest(bailiwick.roles()) r WHERE starts_with(r, of$app || '.')) THEN
    RAISE EXCEPTION 'app.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF to_regclass(format('%I.%I', of$app, of$entity || '$read')) IS NULL THEN
    RAISE EXCEPTION 'entity.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF of$record IS NOT NULL THEN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I r WHERE r.id = $1)', of$app, of$entity || '$read') INTO seen$ USING of$record;
    IF NOT seen$ THEN
      RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
    END IF;
  END IF;
  IF bailiwick.said(of$reason) IS NULL OR char_length(of$reason) > 1000 THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = '[{"field": "reason", "code": "field.required"}]';
  END IF;
  -- Two at once by one person wait for each other, so that the limit and the question already open are seen.
  PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.access_request ' || acting$, 0));
  SELECT q.id INTO made$ FROM bailiwick.access_request q
    WHERE q.person = acting$ AND q.app = of$app AND q.entity = of$entity AND q.record IS NOT DISTINCT FROM of$record AND q.action = of$action AND q.field IS NOT DISTINCT FROM of$field AND q.state = 'open';
  IF FOUND THEN
    RETURN made$;
  END IF;
  IF (SELECT count(*) FROM bailiwick.access_request q WHERE q.person = acting$ AND q.created_at > now() - interval '1 hour') >= 20 THEN
    RAISE EXCEPTION 'asking.too-many' USING ERRCODE = 'BW429';
  END IF;
  INSERT INTO bailiwick.access_request (app, entity, record, action, field, reason, person)
  VALUES (of$app, of$entity, of$record, of$action, of$field, bailiwick.said(of$reason), acting$) RETURNING id INTO made$;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, comment, detail)
  VALUES ('access.asked', acting$, nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), of$app, of$entity, of$record, bailiwick.said(of$reason),
    jsonb_build_object('accessRequest', made$, 'action', of$action, 'field', of$field));
  RETURN made$;
END
$$;

-- As before, and: a note that shows nothing is none.
CREATE OR REPLACE FUNCTION bailiwick.decide_access(of$request uuid, to$state text, of$note text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  q$ bailiwick.access_request;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  SELECT q.* INTO q$ FROM bailiwick.access_request q WHERE q.id = of$request FOR UPDATE;
  IF NOT FOUND OR NOT (q$.person = acting$ OR bailiwick.administers(q$.app)) THEN
    RAISE EXCEPTION 'asking.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF q$.person = acting$ THEN
    RAISE EXCEPTION 'asking.own' USING ERRCODE = 'BW403';
  END IF;
  IF q$.state <> 'open' THEN
    RAISE EXCEPTION 'asking.decided' USING ERRCODE = 'BW409';
  END IF;
  IF to$state NOT IN ('granted', 'declined') THEN
    RAISE EXCEPTION 'record.invalid' USING ERRCODE = 'BW422', DETAIL = '[{"field": "state", "code": "field.not-an-option"}]';
  END IF;
  UPDATE bailiwick.access_request SET state = to$state, decided_by = acting$, decided_at = now(), note = bailiwick.said(of$note) WHERE id = of$request;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, comment, detail)
  VALUES ('access.' || to$state, acting$, nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), q$.app, q$.entity, q$.record, bailiwick.said(of$note),
    jsonb_build_object('accessRequest', of$request, 'askedBy', q$.person, 'action', q$.action, 'field', q$.field));
END
$$;
