-- Claims: how a transaction comes to act for a person, and how rules ask who that is. Run as bailiwick_guard.
--
-- A node sends `enter(claims, signature)` as the first statement of every transaction. The claims are eleven lines of text:
--   1 person  2 session (empty for a system act)  3 roles {app.role,…}  4 teams {uuid,…} (own and beneath)  5 own teams {uuid,…}
--   6 on behalf of (empty)  7 request id  8 epoch  9 valid until (epoch seconds)  10 kind (session | system)  11 nonce
-- `enter` checks the node's signature, that nothing the claims are made of has changed since (epoch), and that the session lives; it
-- then puts the claims into settings of this transaction together with a proof over them, this backend and this transaction.
-- Anyone who runs SQL inside the transaction can change the settings but cannot make the proof, so the rules below answer nothing.

CREATE FUNCTION bailiwick.hmac(purpose text, message text) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  key bailiwick.signing_key;
BEGIN
  SELECT * INTO STRICT key FROM bailiwick.signing_key k WHERE k.purpose = hmac.purpose;
  RETURN sha256(key.outer_pad || sha256(key.inner_pad || convert_to(message, 'UTF8')));
END
$$;

CREATE FUNCTION bailiwick.context_text() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT concat_ws(E'\n', pg_backend_pid(), extract(epoch FROM transaction_timestamp()),
    current_setting('bailiwick.person', true), current_setting('bailiwick.roles', true), current_setting('bailiwick.teams', true),
    current_setting('bailiwick.own_teams', true), current_setting('bailiwick.session', true), current_setting('bailiwick.behalf', true),
    current_setting('bailiwick.request', true))
$$;

CREATE FUNCTION bailiwick.enter(claims text, signature bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  part text[] := string_to_array(claims, E'\n');
  key bailiwick.signing_key;
BEGIN
  SELECT * INTO STRICT key FROM bailiwick.signing_key k WHERE k.purpose = 'node';
  IF array_length(part, 1) IS DISTINCT FROM 11
    OR signature IS DISTINCT FROM sha256(key.outer_pad || sha256(key.inner_pad || convert_to(claims, 'UTF8'))) THEN
    RAISE EXCEPTION 'claims.forged' USING ERRCODE = 'BW401';
  END IF;
  IF part[9]::numeric < extract(epoch FROM clock_timestamp())
    OR NOT EXISTS (SELECT FROM bailiwick.access_epoch e WHERE e.epoch = part[8]::bigint) THEN
    RAISE EXCEPTION 'claims.stale' USING ERRCODE = 'BW409';
  END IF;
  IF part[10] = 'session' THEN
    PERFORM FROM bailiwick.session s
      WHERE s.id = part[2]::uuid AND s.person = part[1]::uuid AND s.ended_at IS NULL
        AND s.expires_at > clock_timestamp() AND s.seen_at > clock_timestamp() - interval '30 minutes';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'session.ended' USING ERRCODE = 'BW401';
    END IF;
  ELSIF part[10] <> 'system' THEN
    RAISE EXCEPTION 'claims.forged' USING ERRCODE = 'BW401';
  END IF;
  PERFORM set_config('bailiwick.person', part[1], true), set_config('bailiwick.session', part[2], true),
    set_config('bailiwick.roles', part[3], true), set_config('bailiwick.teams', part[4], true),
    set_config('bailiwick.own_teams', part[5], true), set_config('bailiwick.behalf', part[6], true),
    set_config('bailiwick.request', part[7], true), set_config('bailiwick.transition', '', true),
    set_config('bailiwick.comment', '', true);
  PERFORM set_config('bailiwick.proof', encode(bailiwick.hmac('context', bailiwick.context_text()), 'hex'), true);
END
$$;

CREATE FUNCTION bailiwick.proven() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  key bailiwick.signing_key;
BEGIN
  IF coalesce(current_setting('bailiwick.proof', true), '') = '' THEN
    RETURN false;
  END IF;
  SELECT * INTO STRICT key FROM bailiwick.signing_key k WHERE k.purpose = 'context';
  RETURN current_setting('bailiwick.proof', true)
    = encode(sha256(key.outer_pad || sha256(key.inner_pad || convert_to(bailiwick.context_text(), 'UTF8'))), 'hex');
END
$$;

-- The person this transaction acts for, or NULL: then nothing is allowed.
CREATE FUNCTION bailiwick.person() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN CASE WHEN bailiwick.proven() THEN nullif(current_setting('bailiwick.person', true), '')::uuid END;
END
$$;
CREATE FUNCTION bailiwick.roles() RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN CASE WHEN bailiwick.proven() THEN current_setting('bailiwick.roles', true)::text[] ELSE '{}' END;
END
$$;
-- Whether any of these roles (`app.role`) is held.
CREATE FUNCTION bailiwick.holds(VARIADIC roles text[]) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN bailiwick.roles() && roles;
END
$$;
-- The same facts as a person holding one role sees them: nothing at all for everybody else. Rules are branches of these, so that a role
-- that is not held makes its branch empty instead of adding a condition the planner cannot use.
CREATE FUNCTION bailiwick.person_as(VARIADIC roles text[]) RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN CASE WHEN bailiwick.roles() && roles THEN nullif(current_setting('bailiwick.person', true), '')::uuid END;
END
$$;
CREATE FUNCTION bailiwick.teams_as(VARIADIC roles text[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN CASE WHEN bailiwick.roles() && roles THEN current_setting('bailiwick.teams', true)::uuid[] ELSE '{}' END;
END
$$;
CREATE FUNCTION bailiwick.own_teams_as(VARIADIC roles text[]) RETURNS uuid[]
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN CASE WHEN bailiwick.roles() && roles THEN current_setting('bailiwick.own_teams', true)::uuid[] ELSE '{}' END;
END
$$;
CREATE FUNCTION bailiwick.email() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN (SELECT p.email FROM bailiwick.person p WHERE p.id = bailiwick.person());
END
$$;

-- What a person's claims are made of, read in one snapshot together with the epoch they are valid for.
CREATE FUNCTION bailiwick.gather_claims(of_person uuid)
RETURNS TABLE (roles text[], teams uuid[], own_teams uuid[], epoch bigint, valid_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  WITH RECURSIVE
  own AS (SELECT m.team FROM bailiwick.membership m WHERE m.person = of_person),
  beneath AS (SELECT o.team FROM own o UNION SELECT t.id FROM bailiwick.team t JOIN beneath b ON t.parent = b.team),
  above AS (SELECT o.team FROM own o UNION SELECT t.parent FROM bailiwick.team t JOIN above a ON t.id = a.team WHERE t.parent IS NOT NULL),
  given AS (
    SELECT g.app, g.role, g.valid_from, g.valid_until FROM bailiwick.role_grant g
    WHERE (g.person = of_person OR g.team IN (SELECT a.team FROM above a)) AND g.valid_until > now()
  )
  SELECT
    coalesce((SELECT array_agg(DISTINCT g.app || '.' || g.role ORDER BY g.app || '.' || g.role) FROM given g WHERE g.valid_from <= now()), '{}'),
    coalesce((SELECT array_agg(b.team ORDER BY b.team) FROM beneath b), '{}'),
    coalesce((SELECT array_agg(o.team ORDER BY o.team) FROM own o), '{}'),
    e.epoch,
    least((SELECT min(CASE WHEN g.valid_from > now() THEN g.valid_from ELSE g.valid_until END) FROM given g), 'infinity')
  FROM bailiwick.access_epoch e
  WHERE EXISTS (SELECT FROM bailiwick.person p WHERE p.id = of_person AND p.status = 'active')
$$;

-- Anything claims are made of moves the epoch, whoever changes it.
CREATE FUNCTION bailiwick.move_epoch() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE bailiwick.access_epoch SET epoch = epoch + 1;
  RETURN NULL;
END
$$;
-- Who is no longer active has no session, in the same transaction.
CREATE FUNCTION bailiwick.end_sessions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.status <> 'active' THEN
    UPDATE bailiwick.session SET ended_at = now() WHERE person = NEW.id AND ended_at IS NULL;
    UPDATE bailiwick.one_time_token SET used_at = now() WHERE person = NEW.id AND used_at IS NULL;
  END IF;
  RETURN NULL;
END
$$;
-- There is always someone who can let others in.
CREATE FUNCTION bailiwick.keep_administrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF OLD.administrator AND OLD.status = 'active' AND NOT (NEW.administrator AND NEW.status = 'active') THEN
    PERFORM pg_advisory_xact_lock(hashtext('bailiwick.administrator'));
    IF NOT EXISTS (SELECT FROM bailiwick.person WHERE administrator AND status = 'active' AND id <> OLD.id) THEN
      RAISE EXCEPTION 'person.last-administrator' USING ERRCODE = 'BW409', HINT = 'Make somebody else an administrator first.';
    END IF;
  END IF;
  RETURN NEW;
END
$$;

-- One audit row beside every change of people, teams, roles and sessions. The acting person comes from proven claims; where there are none
-- (signing in, setting up) the row is about the person itself.
CREATE FUNCTION bailiwick.audit_identity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - 'token_hash' - 'password_hash' - 'seen_at' END;
  after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - 'token_hash' - 'password_hash' - 'seen_at' END;
BEGIN
  IF TG_OP = 'UPDATE' AND before = after AND TG_TABLE_NAME = 'session' THEN
    RETURN NULL; -- a session was seen: not a change worth a row
  END IF;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, entity, record, before, after)
  VALUES (TG_TABLE_NAME || '.' || lower(TG_OP),
    coalesce(bailiwick.person(), (coalesce(after, before) ->> CASE WHEN TG_TABLE_NAME = 'person' THEN 'id' ELSE 'person' END)::uuid),
    nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), TG_TABLE_NAME, (coalesce(after, before) ->> 'id')::uuid, before, after);
  RETURN NULL;
END
$$;
-- What is not a change of a row: denials, failed sign-ins, exports, administrative acts. Called by identity connections.
CREATE FUNCTION bailiwick.audit_event(kind text, person uuid, request text, app text, entity text, record uuid, detail jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO bailiwick.audit (kind, person, request, app, entity, record, detail)
  VALUES (kind, person, request, app, entity, record, detail)
$$;
-- One audit row beside every change of a record, written by a trigger of every entity table: TG_ARGV is app, entity, state field.
CREATE FUNCTION bailiwick.audit_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  before jsonb;
  after jsonb;
  acting uuid := bailiwick.person();
BEGIN
  IF acting IS NULL AND coalesce(current_setting('bailiwick.release', true), '') = '' THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key) INTO before, after
    FROM jsonb_each(old_row) o
    WHERE new_row -> o.key IS DISTINCT FROM o.value AND o.key NOT IN ('version', 'updated_at', 'updated_by', 'changed_in', 'search_text');
  ELSE
    before := old_row - 'changed_in' - 'search_text';
    after := jsonb_strip_nulls(new_row - 'changed_in' - 'search_text');
  END IF;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, transition, comment, before, after, detail)
  VALUES (
    CASE
      WHEN TG_OP = 'INSERT' THEN 'create'
      WHEN TG_OP = 'DELETE' THEN 'purge'
      WHEN before ? 'deleted_at' THEN CASE WHEN new_row ->> 'deleted_at' IS NULL THEN 'restore' ELSE 'delete' END
      WHEN TG_ARGV[2] <> '' AND before ? TG_ARGV[2] THEN 'transition'
      ELSE 'update'
    END,
    acting, nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), TG_ARGV[0], TG_ARGV[1], (coalesce(new_row, old_row) ->> 'id')::uuid,
    nullif(current_setting('bailiwick.transition', true), ''), nullif(current_setting('bailiwick.comment', true), ''), before, after,
    jsonb_build_object('version', coalesce(new_row, old_row) -> 'version', 'client', nullif(current_setting('bailiwick.client', true), '')));
  RETURN NULL;
END
$$;
