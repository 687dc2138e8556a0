-- Viewing an app as somebody else, without being able to change anything. Which view a session has open stands in its row, so that it ends with the session.
-- Claims have two more lines: 13 the app that is viewed (empty: nothing is), 14 the release the view was judged on. Then line 1 is who is viewed and line 6 who
-- looks; the session is the latter's. Run as bailiwick_guard, after 0009_view_as_columns.sql.
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
  PERFORM set_config('bailiwick.person', part[1], true), set_config('bailiwick.session', part[2], true),
    set_config('bailiwick.roles', part[3], true), set_config('bailiwick.teams', part[4], true),
    set_config('bailiwick.own_teams', part[5], true), set_config('bailiwick.behalf', part[6], true),
    set_config('bailiwick.request', part[7], true), set_config('bailiwick.transition', '', true),
    set_config('bailiwick.comment', '', true);
  PERFORM set_config('bailiwick.proof', encode(bailiwick.hmac('context', bailiwick.context_text()), 'hex'), true);
END
$$;

-- As before, and: where a view begins or ends, by whatever statement, there is a row that says so with both people. `person` looks, `on_behalf_of` is looked as.
CREATE OR REPLACE FUNCTION bailiwick.audit_identity() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - 'token_hash' - 'password_hash' - 'seen_at' END;
  after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - 'token_hash' - 'password_hash' - 'seen_at' END;
  view_keys text[] := ARRAY['viewing_app', 'viewing_person', 'viewing_role', 'viewing_since'];
  viewed jsonb;
  acting uuid := coalesce(bailiwick.person(), (coalesce(after, before) ->> CASE WHEN TG_TABLE_NAME = 'person' THEN 'id' ELSE 'person' END)::uuid);
BEGIN
  IF TG_TABLE_NAME = 'session' THEN
    FOREACH viewed IN ARRAY ARRAY[before, after] LOOP
      CONTINUE WHEN viewed ->> 'viewing_app' IS NULL OR viewed ->> 'ended_at' IS NOT NULL;
      CONTINUE WHEN after ->> 'ended_at' IS NULL AND before ->> 'viewing_since' IS NOT DISTINCT FROM after ->> 'viewing_since';
      INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, app, entity, record, detail)
      VALUES (CASE WHEN viewed = before THEN 'view_as.end' ELSE 'view_as.start' END, (viewed ->> 'person')::uuid, (viewed ->> 'viewing_person')::uuid,
        (viewed ->> 'id')::uuid, nullif(current_setting('bailiwick.request', true), ''), viewed ->> 'viewing_app', 'session', NULL,
        jsonb_strip_nulls(jsonb_build_object('role', viewed -> 'viewing_role', 'since', viewed -> 'viewing_since',
          'reason', CASE WHEN viewed = before THEN CASE WHEN after ->> 'ended_at' IS NOT NULL THEN 'session ended'
            ELSE coalesce(nullif(current_setting('bailiwick.comment', true), ''), 'stopped') END END)));
    END LOOP;
    IF TG_OP = 'UPDATE' AND before - view_keys = after - view_keys THEN
      RETURN NULL; -- a session was seen, or what was viewed has its own row
    END IF;
  END IF;
  INSERT INTO bailiwick.audit (kind, person, on_behalf_of, session, request, entity, record, before, after)
  VALUES (TG_TABLE_NAME || '.' || lower(TG_OP), acting,
    nullif(current_setting('bailiwick.behalf', true), '')::uuid, nullif(current_setting('bailiwick.session', true), '')::uuid,
    nullif(current_setting('bailiwick.request', true), ''), TG_TABLE_NAME, (coalesce(after, before) ->> 'id')::uuid, before, after);
  RETURN NULL;
END
$$;

DROP FUNCTION bailiwick.audit_event(text, uuid, text, text, text, uuid, jsonb);
CREATE FUNCTION bailiwick.audit_event(kind text, person uuid, request text, app text, entity text, record uuid, detail jsonb, on_behalf_of uuid DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO bailiwick.audit (kind, person, request, app, entity, record, detail, on_behalf_of)
  VALUES (kind, person, request, app, entity, record, detail, on_behalf_of)
$$;
REVOKE ALL ON FUNCTION bailiwick.audit_event(text, uuid, text, text, text, uuid, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.audit_event(text, uuid, text, text, text, uuid, jsonb, uuid) TO bailiwick_gate;

-- As before, and: who asks for a person also finds what was looked at as that person.
CREATE OR REPLACE FUNCTION bailiwick.read_audit(apps text[], of_app text, of_entity text, of_record uuid, of_person uuid, of_kind text, since timestamptz, until timestamptz, older_than bigint, how_many integer)
RETURNS TABLE (seq text, at timestamptz, kind text, person uuid, on_behalf_of uuid, app text, entity text, record uuid, request text, transition text, comment text,
  before jsonb, after jsonb, detail jsonb, sealed boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT a.seq::text, a.at, a.kind, a.person, a.on_behalf_of, a.app, a.entity, a.record, a.request, a.transition, a.comment, a.before, a.after, a.detail,
      a.xid < coalesce((SELECT s.to_xid FROM bailiwick.audit_seal s ORDER BY s.number DESC LIMIT 1), '0'::xid8)
    FROM bailiwick.audit a
    WHERE (apps IS NULL OR a.app = ANY (apps))
      AND (of_app IS NULL OR a.app = of_app) AND (of_entity IS NULL OR a.entity = of_entity) AND (of_record IS NULL OR a.record = of_record)
      AND (of_person IS NULL OR a.person = of_person OR a.on_behalf_of = of_person) AND (of_kind IS NULL OR a.kind = of_kind)
      AND (since IS NULL OR a.at >= since) AND (until IS NULL OR a.at < until) AND (older_than IS NULL OR a.seq < older_than)
    ORDER BY a.seq DESC
    LIMIT least(greatest(how_many, 1), 201);
END
$$;
