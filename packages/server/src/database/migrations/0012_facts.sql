-- Facts of people for rules: who is beneath whom, and what anybody but the acting person is made of. Run as bailiwick_guard.

CREATE FUNCTION bailiwick.reports_of(of_person uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN (
    WITH RECURSIVE beneath AS (
      SELECT p.id FROM bailiwick.person p WHERE p.manager = of_person
      UNION SELECT p.id FROM bailiwick.person p JOIN beneath b ON p.manager = b.id
    )
    SELECT coalesce(array_agg(b.id), '{}') FROM beneath b
  );
END
$$;
CREATE FUNCTION bailiwick.direct_reports_of(of_person uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(p.id), '{}') FROM bailiwick.person p WHERE p.manager = of_person);
END
$$;
-- As a person holding one of these roles sees them; nothing for everybody else.
CREATE FUNCTION bailiwick.reports_as(VARIADIC roles text[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN CASE WHEN bailiwick.roles() && roles THEN bailiwick.reports_of(bailiwick.person()) ELSE '{}' END;
END
$$;
CREATE FUNCTION bailiwick.direct_reports_as(VARIADIC roles text[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN CASE WHEN bailiwick.roles() && roles THEN bailiwick.direct_reports_of(bailiwick.person()) ELSE '{}' END;
END
$$;

-- The acting person's teams and every team above them: whatever is given to one of these reaches the person.
CREATE FUNCTION bailiwick.teams_above() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT bailiwick.proven() THEN
    RETURN '{}';
  END IF;
  RETURN (
    WITH RECURSIVE above AS (
      SELECT unnest(current_setting('bailiwick.own_teams', true)::uuid[]) AS team
      UNION SELECT t.parent FROM bailiwick.team t JOIN above a ON t.id = a.team WHERE t.parent IS NOT NULL
    )
    SELECT coalesce(array_agg(a.team), '{}') FROM above a
  );
END
$$;

-- A person's teams and every team above them.
CREATE FUNCTION bailiwick.teams_over(of_person uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN (
    WITH RECURSIVE above AS (
      SELECT m.team FROM bailiwick.membership m WHERE m.person = of_person
      UNION SELECT t.parent FROM bailiwick.team t JOIN above a ON t.id = a.team WHERE t.parent IS NOT NULL
    )
    SELECT coalesce(array_agg(a.team), '{}') FROM above a
  );
END
$$;

-- What rules ask of a person, for somebody who does not act: a sharer, or whoever is asked about. No row for who is not active.
CREATE FUNCTION bailiwick.facts_of(of_person uuid) RETURNS TABLE (person uuid, roles text[], teams uuid[], own_teams uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT of_person, g.roles, g.teams, g.own_teams FROM bailiwick.gather_claims(of_person) g
$$;

-- Whether this session is as a node leaves it. A node prepares statements by the protocol; one prepared by SQL was smuggled in and may bear the name of one of the node's.
CREATE FUNCTION bailiwick.untouched() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_prepared_statement() WHERE from_sql) THEN
    RAISE EXCEPTION 'session.tampered' USING ERRCODE = 'BW498';
  END IF;
  RETURN true;
END
$$;

-- As before, and no value reads as another any more: JSON's null in place of nothing is another row.
CREATE OR REPLACE FUNCTION bailiwick.audit_leaf(a bailiwick.audit) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT sha256('\x00'::bytea || convert_to(jsonb_build_array(a.seq, a.xid::text, extract(epoch FROM a.at)::text, a.kind, a.person, a.on_behalf_of, a.session, a.request,
    a.app, a.entity, a.record, a.transition, a.comment,
    CASE WHEN jsonb_typeof(a.before) = 'null' THEN '"JSON null"' ELSE a.before END,
    CASE WHEN jsonb_typeof(a.after) = 'null' THEN '"JSON null"' ELSE a.after END,
    CASE WHEN jsonb_typeof(a.detail) = 'null' THEN '"JSON null"' ELSE a.detail END)::text, 'UTF8'))
$$;

-- Nobody is beneath themselves. One change at a time looks, or two could close a circle together.
CREATE FUNCTION bailiwick.keep_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.manager IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtext('bailiwick.chain'));
    IF NEW.manager = ANY (bailiwick.reports_of(NEW.id)) THEN
      RAISE EXCEPTION 'person.manager-circle' USING ERRCODE = 'BW422', DETAIL = '[{"field": "manager", "code": "person.manager-circle"}]';
    END IF;
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION bailiwick.audit_share() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, detail)
  VALUES (CASE WHEN NEW.ended_at IS NULL THEN 'share' ELSE 'unshare' END, bailiwick.person(), nullif(current_setting('bailiwick.behalf', true), '')::uuid,
    nullif(current_setting('bailiwick.session', true), '')::uuid, nullif(current_setting('bailiwick.request', true), ''), NEW.app, NEW.entity, NEW.record,
    jsonb_build_object('share', NEW.id, 'sharedBy', NEW.shared_by, 'person', NEW.person, 'team', NEW.team, 'level', NEW.level, 'until', NEW.until,
      'client', nullif(current_setting('bailiwick.client', true), '')));
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION bailiwick.reports_of(uuid), bailiwick.direct_reports_of(uuid), bailiwick.reports_as(text[]), bailiwick.direct_reports_as(text[]), bailiwick.teams_above(), bailiwick.teams_over(uuid),
  bailiwick.facts_of(uuid), bailiwick.untouched(), bailiwick.keep_chain(), bailiwick.audit_share() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.reports_as(text[]), bailiwick.direct_reports_as(text[]) TO bailiwick_runtime, bailiwick_guard, bailiwick_rule, bailiwick_reader,
  bailiwick_reader_all, bailiwick_reader_some, bailiwick_writer, bailiwick_owner;
GRANT EXECUTE ON FUNCTION bailiwick.reports_of(uuid), bailiwick.teams_over(uuid) TO bailiwick_gate;
GRANT EXECUTE ON FUNCTION bailiwick.untouched() TO bailiwick_login;
GRANT EXECUTE ON FUNCTION bailiwick.keep_chain(), bailiwick.audit_share() TO bailiwick_owner;
