-- What a request may ask the platform inside its transaction. Run as bailiwick_guard.

-- Takes an idempotency key for the acting person. Answers the stored result when the same request ran before; a concurrent first run makes
-- this wait until it ended. `other` is true when the key was used for a different request.
CREATE FUNCTION bailiwick.begin_idempotent(wanted_key text, wanted_hash bytea)
RETURNS TABLE (fresh boolean, other boolean, status integer, answer jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting uuid := bailiwick.person();
  found_row bailiwick.idempotency;
BEGIN
  IF acting IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  INSERT INTO bailiwick.idempotency (person, key, request_hash) VALUES (acting, wanted_key, wanted_hash) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    RETURN QUERY SELECT true, false, NULL::integer, NULL::jsonb;
    RETURN;
  END IF;
  SELECT * INTO found_row FROM bailiwick.idempotency i WHERE i.person = acting AND i.key = wanted_key;
  RETURN QUERY SELECT false, found_row.request_hash IS DISTINCT FROM wanted_hash, found_row.status, found_row.answer;
END
$$;
CREATE FUNCTION bailiwick.finish_idempotent(wanted_key text, wanted_hash bytea, with_status integer, with_answer jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting uuid := bailiwick.person();
BEGIN
  IF acting IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  INSERT INTO bailiwick.idempotency AS i (person, key, request_hash, status, answer) VALUES (acting, wanted_key, wanted_hash, with_status, with_answer)
  ON CONFLICT (person, key) DO UPDATE SET status = excluded.status, answer = excluded.answer
    WHERE i.request_hash = excluded.request_hash AND i.status IS NULL;
END
$$;

-- The directory: names of people and teams, for anyone who is somebody.
CREATE FUNCTION bailiwick.people() RETURNS TABLE (id uuid, name text, title text, active boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT p.id, p.name, p.title, p.status = 'active' FROM bailiwick.person p WHERE (SELECT bailiwick.person()) IS NOT NULL
$$;
CREATE FUNCTION bailiwick.teams() RETURNS TABLE (id uuid, name text, parent uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT t.id, t.name, t.parent FROM bailiwick.team t WHERE (SELECT bailiwick.person()) IS NOT NULL
$$;

-- The acting person's roles in one app, without the app's name.
CREATE FUNCTION bailiwick.app_roles(app text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg(substr(r, length(app) + 2)), '{}') FROM unnest(bailiwick.roles()) r WHERE starts_with(r, app || '.')
$$;
-- The calendar day an app is in: rules and defaults that say today() mean the app's time zone, not the server's.
CREATE FUNCTION bailiwick.today(zone text) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT (now() AT TIME ZONE zone)::date
$$;

-- When `minutes` of business time have passed after `start`. Days without business time are skipped whole; at most three years are looked at.
CREATE FUNCTION bailiwick.add_business_minutes(start timestamptz, minutes integer, zone text, days integer[], opens time, closes time, holidays date[])
RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  day date := (start AT TIME ZONE zone)::date;
  left_over interval := make_interval(mins => minutes);
  begins timestamptz;
  ends timestamptz;
BEGIN
  FOR step IN 1..1100 LOOP
    IF extract(isodow FROM day)::integer = ANY (days) AND NOT day = ANY (holidays) THEN
      begins := greatest(start, (day + opens) AT TIME ZONE zone);
      ends := (day + closes) AT TIME ZONE zone;
      IF ends > begins THEN
        IF ends - begins >= left_over THEN
          RETURN begins + left_over;
        END IF;
        left_over := left_over - (ends - begins);
      END IF;
    END IF;
    day := day + 1;
  END LOOP;
  RETURN start + make_interval(mins => minutes);
END
$$;
-- The end of the business day `count` business days after `start`.
CREATE FUNCTION bailiwick.add_business_days(start timestamptz, count integer, zone text, days integer[], opens time, closes time, holidays date[])
RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
  day date := (start AT TIME ZONE zone)::date;
  passed integer := 0;
BEGIN
  FOR step IN 1..1100 LOOP
    EXIT WHEN passed = count;
    day := day + 1;
    IF extract(isodow FROM day)::integer = ANY (days) AND NOT day = ANY (holidays) THEN
      passed := passed + 1;
    END IF;
  END LOOP;
  RETURN (day + closes) AT TIME ZONE zone;
END
$$;
