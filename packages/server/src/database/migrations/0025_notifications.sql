-- Run as bailiwick_guard. Each function is about the acting person alone; while somebody is viewed there is nothing here for whoever looks.
CREATE FUNCTION bailiwick.for_themselves() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN CASE WHEN nullif(current_setting('bailiwick.behalf', true), '') IS NULL THEN bailiwick.person() END;
END
$$;

-- Whoever comments follows; whoever follows is told of what others say, do and decide. In the transaction of the cause. A past that is brought in is nobody's news.
CREATE FUNCTION bailiwick.tell_followers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF bailiwick.person() IS NULL THEN
    RETURN NULL;
  END IF;
  IF NEW.kind = 'comment' THEN
    INSERT INTO bailiwick.follow (person, app, entity, record, following) VALUES (NEW.person, NEW.app, NEW.entity, NEW.record, true)
    ON CONFLICT (record, app, entity, person) DO UPDATE SET following = true, at = now() WHERE NOT follow.following;
  END IF;
  INSERT INTO bailiwick.notification (person, app, entity, record, why, cause)
  SELECT f.person, f.app, f.entity, f.record, 'follow', NEW.seq FROM bailiwick.follow f
  WHERE f.record = NEW.record AND f.app = NEW.app AND f.entity = NEW.entity AND f.following AND f.person IS DISTINCT FROM NEW.person
  -- What a vote brought about says more than the vote.
  ON CONFLICT (record, person, xid) DO UPDATE SET cause = excluded.cause, at = now(), read_at = NULL;
  RETURN NULL;
END
$$;

CREATE FUNCTION bailiwick.follows(of$app text, of$entity text, of$record uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN EXISTS (SELECT FROM bailiwick.follow f WHERE f.record = of$record AND f.app = of$app AND f.entity = of$entity AND f.person = bailiwick.for_themselves() AND f.following);
END
$$;

CREATE FUNCTION bailiwick.follow(of$app text, of$entity text, of$record uuid, on$ boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.for_themselves();
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  INSERT INTO bailiwick.follow (person, app, entity, record, following) VALUES (acting$, of$app, of$entity, of$record, on$)
  ON CONFLICT (record, app, entity, person) DO UPDATE SET following = excluded.following, at = now() WHERE follow.following <> excluded.following;
END
$$;

-- Tells people that a comment names them: one's own comment, of this transaction, in which they are named.
CREATE FUNCTION bailiwick.mention(of$comment bigint, people$ uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.for_themselves();
  a$ bailiwick.audit;
BEGIN
  SELECT a.* INTO a$ FROM bailiwick.audit a
  WHERE a.seq = of$comment AND a.kind = 'comment' AND a.person = acting$ AND a.xid = pg_current_xact_id();
  IF NOT FOUND THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
  INSERT INTO bailiwick.notification (person, app, entity, record, why, cause)
  SELECT p.id, a$.app, a$.entity, a$.record, 'mention', a$.seq FROM bailiwick.person p
  WHERE p.id = ANY (people$) AND p.id <> acting$ AND p.status = 'active' AND strpos(a$.comment, '@[' || p.id || ']') > 0
  ON CONFLICT (record, person, xid) DO UPDATE SET why = 'mention', cause = excluded.cause;
  INSERT INTO bailiwick.follow (person, app, entity, record, following)
  SELECT n.person, n.app, n.entity, n.record, true FROM bailiwick.notification n WHERE n.record = a$.record AND n.xid = a$.xid AND n.why = 'mention'
  ON CONFLICT (record, app, entity, person) DO NOTHING;
END
$$;

-- The newest of one's own.
CREATE FUNCTION bailiwick.notifications(how$many integer) RETURNS SETOF bailiwick.notification
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.for_themselves();
BEGIN
  RETURN QUERY SELECT n.* FROM bailiwick.notification n WHERE n.person = acting$ ORDER BY n.id DESC LIMIT least(greatest(how$many, 1), 500);
END
$$;

-- @returns how many of one's own there were; those of others are as if they were not there. What was read three months ago goes with it.
CREATE FUNCTION bailiwick.mark_notifications(ids$ uuid[], read$ boolean) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.for_themselves();
  marked$ integer;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  UPDATE bailiwick.notification n SET read_at = CASE WHEN read$ THEN coalesce(n.read_at, now()) END WHERE n.person = acting$ AND n.id = ANY (ids$);
  GET DIAGNOSTICS marked$ = ROW_COUNT;
  DELETE FROM bailiwick.notification n WHERE n.person = acting$ AND n.read_at < now() - interval '90 days';
  RETURN marked$;
END
$$;

-- For realtime: who was told of these records since a transaction. Whether they may know, each is asked under their own rules.
CREATE FUNCTION bailiwick.told_since(since text, records uuid[], people uuid[]) RETURNS TABLE (person uuid, app text, entity text, record uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT DISTINCT n.person, n.app, n.entity, n.record FROM bailiwick.notification n
  WHERE n.record = ANY (records) AND n.person = ANY (people) AND n.xid >= since::xid8
$$;

REVOKE ALL ON FUNCTION bailiwick.for_themselves(), bailiwick.tell_followers(), bailiwick.follows(text, text, uuid), bailiwick.follow(text, text, uuid, boolean),
  bailiwick.mention(bigint, uuid[]), bailiwick.notifications(integer), bailiwick.mark_notifications(uuid[], boolean), bailiwick.told_since(text, uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.follows(text, text, uuid), bailiwick.follow(text, text, uuid, boolean), bailiwick.mention(bigint, uuid[]),
  bailiwick.notifications(integer), bailiwick.mark_notifications(uuid[], boolean) TO bailiwick_runtime;
GRANT EXECUTE ON FUNCTION bailiwick.told_since(text, uuid[], uuid[]) TO bailiwick_gate;
GRANT EXECUTE ON FUNCTION bailiwick.tell_followers() TO bailiwick_audit;
