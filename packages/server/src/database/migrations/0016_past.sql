-- What answers about an earlier moment stand on: rows as they were then, worked out from what stands now and what the audit has of every change since. Run as bailiwick_guard.
--
-- These rows hold values that their asker may not see, and the node makes an answer of them that has none. So they are given only for a question that the node has
-- signed, for this person and this request: SQL smuggled into a transaction has no key to sign with. Who may ask at all is decided here, by `<entity>$access`.

-- Rows of one of the identity tables as they were: of those that changed since, what the first change found; of the others, what stands.
CREATE FUNCTION bailiwick.rows_at(of$table text, at$ timestamptz) RETURNS SETOF jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  key text := CASE of$table WHEN 'membership' THEN '(x.r ->> ''person'') || '' '' || (x.r ->> ''team'')' ELSE 'x.r ->> ''id''' END;
BEGIN
  RETURN QUERY EXECUTE format('
    WITH since AS (
      SELECT DISTINCT ON (k.key) k.key, a.before FROM bailiwick.audit a
      CROSS JOIN LATERAL (SELECT %1$s AS key FROM (SELECT coalesce(a.before, a.after) AS r) x) k
      WHERE a.at > $1 AND a.app IS NULL AND a.entity = $2 AND a.kind IN ($2 || ''.insert'', $2 || ''.update'', $2 || ''.delete'')
      ORDER BY k.key, a.seq
    )
    SELECT x.r FROM (SELECT to_jsonb(t) AS r FROM bailiwick.%2$I t) x WHERE NOT EXISTS (SELECT FROM since s WHERE s.key = %1$s)
    UNION ALL SELECT s.before FROM since s WHERE s.before IS NOT NULL', key, of$table) USING at$, of$table;
END
$$;

-- What people were made of, the app's releases from the one that was live on, and the record's shares.
CREATE FUNCTION bailiwick.past_ground(of$app text, of$entity text, of$record uuid, at$ timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  first$ integer;
BEGIN
  SELECT r.number INTO first$ FROM bailiwick.release r WHERE r.app = of$app AND r.released_at <= at$ ORDER BY r.number DESC LIMIT 1;
  IF first$ IS NULL THEN
    RETURN jsonb_build_object('firstRelease', (SELECT min(r.released_at) FROM bailiwick.release r WHERE r.app = of$app));
  END IF;
  RETURN jsonb_build_object(
    'releases', (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'number', r.number, 'at', r.released_at, 'definition', r.definition) ORDER BY r.number)
      FROM bailiwick.release r WHERE r.app = of$app AND r.number >= first$),
    'imported', (SELECT min(a.at) FROM bailiwick.audit a WHERE a.app = of$app AND a.kind = 'import' AND a.record IS NULL AND a.detail ? 'imported'),
    'people', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.r -> 'id', 'name', p.r -> 'name', 'email', p.r -> 'email', 'active', p.r ->> 'status' = 'active',
      'manager', p.r -> 'manager') ORDER BY p.r ->> 'name', p.r ->> 'id'), '[]') FROM bailiwick.rows_at('person', at$) p(r)),
    'teams', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.r -> 'id', 'parent', t.r -> 'parent')), '[]') FROM bailiwick.rows_at('team', at$) t(r)),
    'memberships', (SELECT coalesce(jsonb_agg(m.r), '[]') FROM bailiwick.rows_at('membership', at$) m(r)),
    'grants', (SELECT coalesce(jsonb_agg(jsonb_build_object('app', g.app, 'role', g.role, 'person', g.person, 'team', g.team, 'until', nullif(g.valid_until, 'infinity'))
      ORDER BY g.role, g.team NULLS FIRST, g.id), '[]')
      FROM bailiwick.rows_at('role_grant', at$) x(r) CROSS JOIN LATERAL jsonb_populate_record(NULL::bailiwick.role_grant, x.r) g
      WHERE g.app = of$app AND g.valid_from <= at$ AND g.valid_until > at$),
    'shares', (SELECT coalesce(jsonb_agg(jsonb_build_object('by', s.shared_by, 'person', s.person, 'team', s.team, 'level', s.level, 'until', s.until) ORDER BY s.until, s.id), '[]')
      FROM bailiwick.share s WHERE s.app = of$app AND s.record = of$record AND s.created_at <= at$ AND (s.ended_at IS NULL OR s.ended_at > at$) AND s.until > at$));
END
$$;

-- Records as they stand, each with every change of it that the audit has. No table: the entity is gone, and only the audit knows its records.
CREATE FUNCTION bailiwick.past_records(of$app text, of$entity text, ids$ uuid[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  standing$ jsonb := '{}';
BEGIN
  IF to_regclass(format('%I.%I', of$app, of$entity)) IS NOT NULL THEN
    EXECUTE format('SELECT coalesce(jsonb_object_agg(t.id, to_jsonb(t) - ''search_text'' - ''changed_in''), ''{}'') FROM %I.%I t WHERE t.id = ANY ($1)', of$app, of$entity)
      INTO standing$ USING ids$;
  END IF;
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'row', standing$ -> i.id::text, 'changes', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('at', a.at, 'kind', a.kind, 'person', a.person, 'before', a.before, 'after', a.after,
      'version', a.detail -> 'version', 'imported', a.detail ? 'imported') ORDER BY a.seq), '[]')
    FROM bailiwick.audit a
    WHERE a.record = i.id AND a.app = of$app AND a.kind IN ('create', 'update', 'transition', 'delete', 'restore', 'purge', 'import')))), '[]')
    FROM unnest(ids$) i(id));
END
$$;

-- Ids of records that may have pointed at this one then: those that do now and those that the audit knows to have done so before a change since.
CREATE FUNCTION bailiwick.past_children(of$app text, of$entity text, via$ text, entities$ text[], former$ text[], of$record uuid, at$ timestamptz, most$ integer) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  found$ uuid[] := '{}';
BEGIN
  IF via$ IS NOT NULL AND to_regclass(format('%I.%I', of$app, of$entity)) IS NOT NULL THEN
    EXECUTE format('SELECT coalesce(array_agg(x.id), ''{}'') FROM (SELECT t.id FROM %I.%I t WHERE t.%I = $1 AND t.created_at <= $3 LIMIT $2) x', of$app, of$entity, via$)
      INTO found$ USING of$record, most$, at$;
  END IF;
  RETURN (SELECT coalesce(jsonb_agg(y.id), '[]') FROM (
    SELECT x.id FROM unnest(found$) x(id)
    UNION SELECT a.record FROM bailiwick.audit a CROSS JOIN LATERAL unnest(former$) n(name)
      WHERE a.app = of$app AND a.entity = ANY (entities$) AND a.at > at$ AND a.before ->> n.name = of$record::text AND a.record IS NOT NULL
    LIMIT most$) y);
END
$$;

CREATE FUNCTION bailiwick.past(question text, proof bytea) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  q jsonb;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF proof IS DISTINCT FROM bailiwick.hmac('node', concat_ws(E'\n', 'past', acting$, current_setting('bailiwick.request', true), question)) THEN
    RAISE EXCEPTION 'claims.forged' USING ERRCODE = 'BW401';
  END IF;
  q := question::jsonb;
  CASE q ->> 'ask'
  WHEN 'ground' THEN
    -- Whoever may not ask who sees the record now is refused, and for whoever does not see it, it is not there.
    EXECUTE format('SELECT %I.%I($1, NULL, NULL, 1)', q ->> 'app', (q ->> 'entity') || '$access') USING (q ->> 'record')::uuid;
    RETURN bailiwick.past_ground(q ->> 'app', q ->> 'entity', (q ->> 'record')::uuid, (q ->> 'at')::timestamptz)::text;
  WHEN 'records' THEN
    RETURN bailiwick.past_records(q ->> 'app', q ->> 'entity', ARRAY(SELECT x::uuid FROM jsonb_array_elements_text(q -> 'ids') x))::text;
  WHEN 'children' THEN
    RETURN bailiwick.past_children(q ->> 'app', q ->> 'entity', q ->> 'via', ARRAY(SELECT jsonb_array_elements_text(q -> 'entities')),
      ARRAY(SELECT jsonb_array_elements_text(q -> 'former')), (q ->> 'record')::uuid, (q ->> 'at')::timestamptz, (q ->> 'most')::integer)::text;
  END CASE;
END
$$;

-- Reads --------------------------------------------------------------------------------------------------------------------
-- Whether the acting person sees the record, in its list or in the trash.
CREATE FUNCTION bailiwick.sees_record(of$app text, of$entity text, of$record uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  seen$ boolean;
BEGIN
  IF bailiwick.person() IS NULL OR to_regclass(format('%I.%I', of$app, of$entity || '$read')) IS NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I r WHERE r.id = $1) OR EXISTS (SELECT FROM %1$I.%3$I r WHERE r.id = $1)', of$app, of$entity || '$read', of$entity || '$trash')
    INTO seen$ USING of$record;
  RETURN seen$;
END
$$;

-- One row a person, record and hour. Two at once by one person wait for each other.
CREATE FUNCTION bailiwick.note_read(of$person uuid, for$ uuid, in$session uuid, in$request text, of$app text, of$entity text, of$record uuid, what$ jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  FOR attempt IN 1..2 LOOP
    IF EXISTS (SELECT FROM bailiwick.audit a WHERE a.record = of$record AND a.app = of$app AND a.kind = 'read' AND a.person = of$person
      AND a.on_behalf_of IS NOT DISTINCT FROM for$ AND a.at > now() - interval '1 hour') THEN
      RETURN;
    END IF;
    IF attempt = 1 THEN
      PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.read ' || of$person || ' ' || of$record, 0));
    END IF;
  END LOOP;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, detail)
  VALUES ('read', of$person, for$, in$session, in$request, of$app, of$entity, of$record, what$);
END
$$;

-- The acting person opens a record. Of one that they do not see there is no row: nothing was read.
CREATE FUNCTION bailiwick.open_record(of$app text, of$entity text, of$record uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF bailiwick.sees_record(of$app, of$entity, of$record) THEN
    PERFORM bailiwick.note_read(bailiwick.person(), nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
      nullif(current_setting('bailiwick.request', true), ''), of$app, of$entity, of$record, NULL);
  END IF;
END
$$;

-- Who opened the record and who had a masked field of it shown, for who reads the app's audit and sees the record.
CREATE FUNCTION bailiwick.readers_of(of$app text, of$entity text, of$record uuid, older$than bigint, how$many integer)
RETURNS TABLE (seq bigint, at timestamptz, kind text, person uuid, on_behalf_of uuid, field text, comment text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
BEGIN
  IF bailiwick.person() IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF NOT bailiwick.sees_record(of$app, of$entity, of$record) THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF NOT EXISTS (SELECT FROM bailiwick.app a JOIN bailiwick.release l ON l.id = a.live_release, jsonb_array_elements(l.definition -> 'roles') d
    WHERE a.name = of$app AND (d ->> 'audit')::boolean AND a.name || '.' || (d ->> 'name') = ANY (bailiwick.roles())) THEN
    RAISE EXCEPTION 'readers.refused' USING ERRCODE = 'BW403';
  END IF;
  RETURN QUERY
    SELECT a.seq, a.at, a.kind, a.person, a.on_behalf_of, a.detail ->> 'field', a.comment FROM bailiwick.audit a
    WHERE a.record = of$record AND a.app = of$app AND a.kind IN ('read', 'reveal') AND a.seq < older$than
    ORDER BY a.seq DESC LIMIT least(greatest(how$many, 1), 201);
END
$$;

REVOKE ALL ON FUNCTION bailiwick.rows_at(text, timestamptz), bailiwick.past_ground(text, text, uuid, timestamptz), bailiwick.past_records(text, text, uuid[]),
  bailiwick.past_children(text, text, text, text[], text[], uuid, timestamptz, integer), bailiwick.past(text, bytea),
  bailiwick.sees_record(text, text, uuid), bailiwick.note_read(uuid, uuid, uuid, text, text, text, uuid, jsonb), bailiwick.open_record(text, text, uuid),
  bailiwick.readers_of(text, text, uuid, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.past(text, bytea), bailiwick.open_record(text, text, uuid), bailiwick.readers_of(text, text, uuid, bigint, integer) TO bailiwick_runtime;
GRANT EXECUTE ON FUNCTION bailiwick.note_read(uuid, uuid, uuid, text, text, text, uuid, jsonb) TO bailiwick_gate;
