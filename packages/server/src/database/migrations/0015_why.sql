-- What explanations stand on: the facts of many people at once, how each role is held, and requests for what is missing. Run as bailiwick_guard.

-- The same as facts_of, for all of these people in one go (NULL: everybody active), with the teams above theirs. Asking one by one would make two thousand questions of one.
CREATE FUNCTION bailiwick.facts_of_people(of$people uuid[])
RETURNS TABLE (person uuid, roles text[], teams uuid[], own_teams uuid[], above uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  WITH RECURSIVE
  who AS (SELECT p.id FROM bailiwick.person p WHERE p.status = 'active' AND (of$people IS NULL OR p.id = ANY (of$people))),
  own AS (SELECT m.person, m.team FROM bailiwick.membership m JOIN who w ON w.id = m.person),
  beneath AS (SELECT o.person, o.team FROM own o UNION SELECT b.person, t.id FROM bailiwick.team t JOIN beneath b ON t.parent = b.team),
  over AS (SELECT o.person, o.team FROM own o UNION SELECT a.person, t.parent FROM bailiwick.team t JOIN over a ON t.id = a.team WHERE t.parent IS NOT NULL),
  given AS (
    SELECT g.person, g.app || '.' || g.role AS role FROM bailiwick.role_grant g JOIN who w ON w.id = g.person WHERE g.valid_from <= now() AND g.valid_until > now()
    UNION SELECT a.person, g.app || '.' || g.role FROM bailiwick.role_grant g JOIN over a ON a.team = g.team WHERE g.valid_from <= now() AND g.valid_until > now()
  ),
  roles AS (SELECT g.person, array_agg(g.role ORDER BY g.role) AS list FROM given g GROUP BY g.person),
  teams AS (SELECT b.person, array_agg(b.team ORDER BY b.team) AS list FROM beneath b GROUP BY b.person),
  owns AS (SELECT o.person, array_agg(o.team ORDER BY o.team) AS list FROM own o GROUP BY o.person),
  overs AS (SELECT a.person, array_agg(a.team ORDER BY a.team) AS list FROM over a GROUP BY a.person)
  SELECT w.id, coalesce(roles.list, '{}'), coalesce(teams.list, '{}'), coalesce(owns.list, '{}'), coalesce(overs.list, '{}')
  FROM who w LEFT JOIN roles ON roles.person = w.id LEFT JOIN teams ON teams.person = w.id LEFT JOIN owns ON owns.person = w.id LEFT JOIN overs ON overs.person = w.id
$$;

-- [{role, until, team, member}]: each role of the app as it is held now. No team: given to the person. `member` is the team of theirs that stands beneath `team`.
CREATE FUNCTION bailiwick.how_held(of$person uuid, of$app text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  WITH RECURSIVE
  over AS (
    SELECT m.team AS member, m.team FROM bailiwick.membership m WHERE m.person = of$person
    UNION SELECT a.member, t.parent FROM bailiwick.team t JOIN over a ON t.id = a.team WHERE t.parent IS NOT NULL
  )
  SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('role', h.role, 'until', h.until, 'team', h.team, 'member', h.member)) ORDER BY h.role, h.team NULLS FIRST, h.member), '[]')
  FROM (
    SELECT g.role, NULL::uuid AS team, NULL::uuid AS member, nullif(g.valid_until, 'infinity') AS until FROM bailiwick.role_grant g
      WHERE g.app = of$app AND g.person = of$person AND g.valid_from <= now() AND g.valid_until > now()
    UNION ALL SELECT g.role, g.team, a.member, nullif(g.valid_until, 'infinity') FROM bailiwick.role_grant g JOIN over a ON a.team = g.team
      WHERE g.app = of$app AND g.valid_from <= now() AND g.valid_until > now()
  ) h
  WHERE EXISTS (SELECT FROM bailiwick.person p WHERE p.id = of$person AND p.status = 'active')
$$;

-- Whether the acting person answers for who may what in the app: by a role of its live definition, or as an administrator of the installation.
CREATE FUNCTION bailiwick.administers(of$app text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  -- Whoever views as somebody else has none of their rights beyond the app they view.
  RETURN bailiwick.person() IS NOT NULL AND nullif(current_setting('bailiwick.behalf', true), '') IS NULL AND (
    EXISTS (SELECT FROM bailiwick.person p WHERE p.id = bailiwick.person() AND p.administrator AND p.status = 'active')
    OR EXISTS (SELECT FROM bailiwick.app a JOIN bailiwick.release l ON l.id = a.live_release, jsonb_array_elements(l.definition -> 'roles') d
      WHERE a.name = of$app AND (d ->> 'administer')::boolean AND a.name || '.' || (d ->> 'name') = ANY (bailiwick.roles())));
END
$$;

-- Who can be asked for a right in the app: those whose role gives its roles, and the installation's administrators. Names are no secret here; told to people of the app only.
CREATE FUNCTION bailiwick.askable(of$app text) RETURNS TABLE (id uuid, name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM unnest(bailiwick.roles()) r WHERE starts_with(r, of$app || '.')) THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT p.id, p.name FROM bailiwick.facts_of_people(NULL) f JOIN bailiwick.person p ON p.id = f.person
    WHERE p.id <> bailiwick.person() AND (p.administrator OR f.roles && ARRAY(
      SELECT a.name || '.' || (d ->> 'name') FROM bailiwick.app a JOIN bailiwick.release l ON l.id = a.live_release, jsonb_array_elements(l.definition -> 'roles') d
      WHERE a.name = of$app AND (d ->> 'administer')::boolean))
    ORDER BY p.administrator, p.name, p.id LIMIT 10;
END
$$;

-- Asks for a right. Of a record that is not seen, nothing is asked: it is answered like one that is not there. The same question while it is open is the same request.
CREATE FUNCTION bailiwick.request_access(of$app text, of$entity text, of$record uuid, of$action text, of$field text, of$reason text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  seen$ boolean;
  made$ uuid;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF NOT EXISTS (SELECT FROM unnest(bailiwick.roles()) r WHERE starts_with(r, of$app || '.')) THEN
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
  IF btrim(coalesce(of$reason, '')) = '' OR char_length(of$reason) > 1000 THEN
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
  VALUES (of$app, of$entity, of$record, of$action, of$field, btrim(of$reason), acting$) RETURNING id INTO made$;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, comment, detail)
  VALUES ('access.asked', acting$, nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), of$app, of$entity, of$record, btrim(of$reason),
    jsonb_build_object('accessRequest', made$, 'action', of$action, 'field', of$field));
  RETURN made$;
END
$$;

-- One's own requests, and those of apps one answers for; the open ones first.
CREATE FUNCTION bailiwick.access_requests(of$app text) RETURNS SETOF bailiwick.access_request
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
BEGIN
  RETURN QUERY SELECT q.* FROM bailiwick.access_request q
    WHERE (of$app IS NULL OR q.app = of$app) AND nullif(current_setting('bailiwick.behalf', true), '') IS NULL
      AND (q.person = acting$ OR q.app IN (SELECT a.name FROM bailiwick.app a WHERE bailiwick.administers(a.name)))
    ORDER BY q.state <> 'open', q.created_at DESC, q.id DESC LIMIT 200;
END
$$;

CREATE FUNCTION bailiwick.decide_access(of$request uuid, to$state text, of$note text) RETURNS void
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
  UPDATE bailiwick.access_request SET state = to$state, decided_by = acting$, decided_at = now(), note = nullif(btrim(of$note), '') WHERE id = of$request;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, comment, detail)
  VALUES ('access.' || to$state, acting$, nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), q$.app, q$.entity, q$.record, nullif(btrim(of$note), ''),
    jsonb_build_object('accessRequest', of$request, 'askedBy', q$.person, 'action', q$.action, 'field', q$.field));
END
$$;

REVOKE ALL ON FUNCTION bailiwick.facts_of_people(uuid[]), bailiwick.how_held(uuid, text), bailiwick.administers(text), bailiwick.askable(text),
  bailiwick.request_access(text, text, uuid, text, text, text), bailiwick.access_requests(text), bailiwick.decide_access(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.administers(text), bailiwick.askable(text), bailiwick.request_access(text, text, uuid, text, text, text), bailiwick.access_requests(text),
  bailiwick.decide_access(uuid, text, text) TO bailiwick_runtime;
