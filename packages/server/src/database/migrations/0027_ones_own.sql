-- Run as bailiwick_guard.
-- One's own views of an app and those of the roles one holds in it, by name; who administers the app keeps those of every role. Whoever views as somebody else may not see
-- that person's own themselves, and so does not then either.
CREATE OR REPLACE FUNCTION bailiwick.saved_views(of$app text) RETURNS SETOF bailiwick.saved_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.for_themselves();
  held$ text[] := bailiwick.app_roles(of$app);
  keeps$ boolean := bailiwick.administers(of$app);
BEGIN
  RETURN QUERY SELECT v.* FROM bailiwick.saved_view v
    WHERE v.app = of$app AND held$ <> '{}' AND (v.owner = acting$ OR v.role = ANY (held$) OR (keeps$ AND v.role IS NOT NULL))
    ORDER BY v.role IS NOT NULL, lower(v.name), v.id;
END
$$;

-- @throws record.not-found for what is not read. Who follows what they do not read would learn from its news that there is something and when it moves.
CREATE OR REPLACE FUNCTION bailiwick.follow(of$app text, of$entity text, of$record uuid, on$ boolean) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.for_themselves();
  reads$ boolean := false;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF EXISTS (SELECT FROM bailiwick.app a WHERE a.name = of$app) AND to_regclass(format('%I.%I', of$app, of$entity || '$read')) IS NOT NULL THEN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I r WHERE r.id = $1)', of$app, of$entity || '$read') INTO reads$ USING of$record;
  END IF;
  IF NOT reads$ THEN
    RAISE EXCEPTION 'record.not-found' USING ERRCODE = 'BW404';
  END IF;
  INSERT INTO bailiwick.follow (person, app, entity, record, following) VALUES (acting$, of$app, of$entity, of$record, on$)
  ON CONFLICT (record, app, entity, person) DO UPDATE SET following = excluded.following, at = now() WHERE follow.following <> excluded.following;
END
$$;
