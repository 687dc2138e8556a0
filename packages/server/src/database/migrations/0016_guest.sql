-- Whoever is not signed in and sends a public form acts as one principal of its own: a person that nobody is. Run as bailiwick_guard.
--
-- It is not active, so whatever asks who there is (claims, sign-in, pickers, standings, explanations, references) has no such person already; the triggers of
-- 0017_guest_bindings.sql keep it that way, whoever tries. Acting for it is `enter`'s matter alone: with the public role of one app, and nothing else.
CREATE FUNCTION bailiwick.guest() RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT '00000000-0000-7000-8000-006775657374'::uuid
$$;
INSERT INTO bailiwick.person (id, name, email, status) VALUES (bailiwick.guest(), 'Public form', 'public-form@guest.invalid', 'suspended');

-- What its claims are valid for: there is nothing else to gather.
CREATE FUNCTION bailiwick.guest_epoch() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT e.epoch FROM bailiwick.access_epoch e
$$;

-- As before, and: the guest enters with a public role only.
CREATE OR REPLACE FUNCTION bailiwick.enter(claims text, signature bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  part text[] := string_to_array(claims, E'\n');
  key bailiwick.signing_key;
  open_session bailiwick.session;
BEGIN
  SELECT * INTO STRICT key FROM bailiwick.signing_key k WHERE k.purpose = 'node';
  IF array_length(part, 1) IS DISTINCT FROM 14
    OR signature IS DISTINCT FROM sha256(key.outer_pad || sha256(key.inner_pad || convert_to(claims, 'UTF8'))) THEN
    RAISE EXCEPTION 'claims.forged' USING ERRCODE = 'BW401';
  END IF;
  IF part[9]::numeric < extract(epoch FROM clock_timestamp())
    OR NOT EXISTS (SELECT FROM bailiwick.access_epoch e WHERE e.epoch = part[8]::bigint) THEN
    RAISE EXCEPTION 'claims.stale' USING ERRCODE = 'BW409';
  END IF;
  IF part[10] = 'session' THEN
    SELECT * INTO open_session FROM bailiwick.session s
      WHERE s.id = part[2]::uuid AND s.token_hash = decode(part[12], 'hex') AND s.ended_at IS NULL
        AND s.person = (CASE WHEN part[13] = '' THEN part[1] ELSE part[6] END)::uuid
        AND s.expires_at > clock_timestamp() AND s.seen_at > clock_timestamp() - interval '30 minutes';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'session.ended' USING ERRCODE = 'BW401';
    END IF;
    IF part[13] <> '' THEN
      -- Exactly what the session has open: that app, that person or that role, not longer than it may last.
      IF (open_session.viewing_app = part[13] AND open_session.viewing_since > clock_timestamp() - interval '30 minutes'
        AND CASE
          WHEN open_session.viewing_person IS NULL THEN part[1] = part[6] AND part[3] = format('{%s.%s}', part[13], open_session.viewing_role)
          ELSE part[1]::uuid = open_session.viewing_person
            AND NOT EXISTS (SELECT FROM unnest(part[3]::text[]) r WHERE NOT starts_with(r, part[13] || '.'))
        END) IS NOT TRUE THEN
        RAISE EXCEPTION 'viewing.ended' USING ERRCODE = 'BW409';
      END IF;
      -- That nothing more is seen than the viewer may see was judged on a definition: it must be the one that holds.
      IF NOT EXISTS (SELECT FROM bailiwick.app a WHERE a.name = part[13] AND a.live_release::text = part[14]) THEN
        RAISE EXCEPTION 'claims.stale' USING ERRCODE = 'BW409';
      END IF;
      -- A snapshot is taken already, so PostgreSQL refuses whatever would turn this off again.
      PERFORM set_config('transaction_read_only', 'on', true);
    ELSIF open_session.viewing_app IS NOT NULL AND session_user = 'bailiwick_login' THEN
      -- App data is not for the viewer themself meanwhile; only the gate may act for them, which is how a view ends.
      RAISE EXCEPTION 'viewing.ended' USING ERRCODE = 'BW409';
    END IF;
  ELSIF part[10] <> 'system' OR part[13] <> '' THEN
    RAISE EXCEPTION 'claims.forged' USING ERRCODE = 'BW401';
  END IF;
  IF part[1]::uuid = bailiwick.guest() THEN
    -- Whoever signs for it: nothing but the one public role of one app, as it is live now.
    IF part[10] <> 'system' OR part[2] <> '' OR part[4] <> '{}' OR part[5] <> '{}' OR part[6] <> '' THEN
      RAISE EXCEPTION 'claims.forged' USING ERRCODE = 'BW401';
    END IF;
    IF NOT EXISTS (SELECT FROM bailiwick.app a JOIN bailiwick.release l ON l.id = a.live_release, jsonb_array_elements(l.definition -> 'roles') d
      WHERE a.name = split_part(trim(part[3], '{}'), '.', 1) AND format('{%s.%s}', a.name, d ->> 'name') = part[3] AND (d ->> 'public')::boolean) THEN
      RAISE EXCEPTION 'form.not-found' USING ERRCODE = 'BW404';
    END IF;
  END IF;
  PERFORM set_config('bailiwick.person', part[1], true), set_config('bailiwick.session', part[2], true),
    set_config('bailiwick.roles', part[3], true), set_config('bailiwick.teams', part[4], true),
    set_config('bailiwick.own_teams', part[5], true), set_config('bailiwick.behalf', part[6], true),
    set_config('bailiwick.request', part[7], true), set_config('bailiwick.transition', '', true),
    set_config('bailiwick.comment', '', true);
  PERFORM set_config('bailiwick.proof', encode(bailiwick.hmac('context', bailiwick.context_text()), 'hex'), true);
END
$$;


-- As before, and: the guest is somebody, and is told nobody's name.
CREATE OR REPLACE FUNCTION bailiwick.people() RETURNS TABLE (id uuid, name text, title text, active boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT p.id, p.name, p.title, p.status = 'active' FROM bailiwick.person p WHERE (SELECT bailiwick.person()) <> bailiwick.guest()
$$;
CREATE OR REPLACE FUNCTION bailiwick.teams() RETURNS TABLE (id uuid, name text, parent uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT t.id, t.name, t.parent FROM bailiwick.team t WHERE (SELECT bailiwick.person()) <> bailiwick.guest()
$$;
CREATE OR REPLACE FUNCTION bailiwick.askable(of$app text) RETURNS TABLE (id uuid, name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF bailiwick.person() = bailiwick.guest() OR NOT EXISTS (SELECT FROM unnest(bailiwick.roles()) r WHERE starts_with(r, of$app || '.')) THEN
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

-- As before, and: the guest asks for nothing.
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


-- A person's row, or what is given to a person, in any column that names one.
CREATE FUNCTION bailiwick.keep_guest() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND to_jsonb(OLD) ->> 'id' = bailiwick.guest()::text THEN
    RAISE EXCEPTION 'person.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF bailiwick.guest()::text IN (SELECT e.value FROM jsonb_each_text(to_jsonb(NEW)) e WHERE e.key = ANY (TG_ARGV)) THEN
    RAISE EXCEPTION 'person.not-found' USING ERRCODE = 'BW404';
  END IF;
  RETURN NEW;
END
$$;

-- A public role is held by whoever is not signed in. The app's row is held meanwhile, so that no release makes the role public beside this.
CREATE FUNCTION bailiwick.keep_public_role() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM FROM bailiwick.app a WHERE a.name = NEW.app FOR SHARE;
  IF EXISTS (SELECT FROM bailiwick.app a JOIN bailiwick.release l ON l.id = a.live_release, jsonb_array_elements(l.definition -> 'roles') d
    WHERE a.name = NEW.app AND d ->> 'name' = NEW.role AND (d ->> 'public')::boolean) THEN
    RAISE EXCEPTION 'role.not-found' USING ERRCODE = 'BW422', HINT = 'It is held by whoever is not signed in, and given to nobody.';
  END IF;
  RETURN NEW;
END
$$;
-- A role that a release makes public is taken from whoever held it, in the release's own transaction.
CREATE FUNCTION bailiwick.take_public_roles() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM bailiwick.role_grant g WHERE g.app = NEW.name AND g.role IN (
    SELECT d ->> 'name' FROM bailiwick.release l, jsonb_array_elements(l.definition -> 'roles') d WHERE l.id = NEW.live_release AND (d ->> 'public')::boolean);
  RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION bailiwick.guest(), bailiwick.guest_epoch(), bailiwick.keep_guest(), bailiwick.keep_public_role(), bailiwick.take_public_roles() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.guest() TO bailiwick_gate, bailiwick_owner;
GRANT EXECUTE ON FUNCTION bailiwick.guest_epoch() TO bailiwick_gate;
GRANT EXECUTE ON FUNCTION bailiwick.keep_guest(), bailiwick.keep_public_role(), bailiwick.take_public_roles() TO bailiwick_owner;
