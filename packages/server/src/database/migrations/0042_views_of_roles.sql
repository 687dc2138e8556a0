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
    WHERE v.app = of$app AND held$ <> '{}' AND (v.owner = acting$ OR v.roles && held$ OR (keeps$ AND v.roles <> '{}'))
    ORDER BY v.roles <> '{}', lower(v.name), v.id;
END
$$;

-- A view one may see and change. Any that one does not see is answered like one that is not there.
-- What a list opens with is locked, whatever it says: it is what everybody of a role sees first.
-- kept: its roles, its lock and whether it is there at all, which are for its maker and for who administers the app, whoever else changes what it asks.
CREATE OR REPLACE FUNCTION bailiwick.changeable_view(of$app text, of$view uuid, kept boolean) RETURNS bailiwick.saved_view
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  found$ bailiwick.saved_view;
BEGIN
  SELECT v.* INTO found$ FROM bailiwick.saved_view v WHERE v.id = of$view AND v.app = of$app AND bailiwick.app_roles(of$app) <> '{}'
    AND (v.owner = bailiwick.person() OR v.roles && bailiwick.app_roles(of$app) OR (v.roles <> '{}' AND bailiwick.administers(of$app))) FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'view.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF found$.roles <> '{}' AND found$.owner IS DISTINCT FROM bailiwick.person() AND (found$.locked OR found$.first_for <> '{}' OR kept)
    AND NOT bailiwick.administers(of$app) THEN
    RAISE EXCEPTION 'view.shared' USING ERRCODE = 'BW403';
  END IF;
  RETURN found$;
END
$$;

CREATE OR REPLACE FUNCTION bailiwick.note_view(what text, v bailiwick.saved_view) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO bailiwick.audit (kind, person, session, request, app, detail)
  VALUES (what, bailiwick.person(), nullif(current_setting('bailiwick.session', true), '')::uuid, nullif(current_setting('bailiwick.request', true), ''), v.app,
    jsonb_build_object('view', v.id, 'list', v.list, 'name', v.name, 'roles', v.roles, 'locked', v.locked, 'first_for', v.first_for, 'question', v.question))
$$;

-- Makes one where no id is given. What is NULL stays as it is; without a role the view is its owner's alone, and then no list opens with it.
-- of$first: whether the list of all of its roles opens with it.
CREATE FUNCTION bailiwick.save_view(of$app text, of$view uuid, of$list text, of$name text, of$question jsonb, of$roles text[], of$locked boolean, of$first boolean) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  v$ bailiwick.saved_view;
  roles$ text[];
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF bailiwick.app_roles(of$app) = '{}' THEN
    RAISE EXCEPTION 'app.not-found' USING ERRCODE = 'BW404';
  END IF;
  -- One at a time, and before a view is held: of two that become the first of one role at once, the later one is.
  IF of$first IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.saved_view first ' || of$app, 0));
  END IF;
  IF of$view IS NOT NULL THEN
    v$ := bailiwick.changeable_view(of$app, of$view, of$roles IS NOT NULL OR of$locked IS NOT NULL OR of$first IS NOT NULL);
  END IF;
  roles$ := CASE WHEN of$roles IS NULL THEN coalesce(v$.roles, '{}') ELSE ARRAY(SELECT DISTINCT r COLLATE "C" FROM unnest(of$roles) r ORDER BY 1) END;
  -- Which roles have it, and what lists open with, is about others than its maker.
  IF (of$first IS NOT NULL OR roles$ <> coalesce(v$.roles, '{}')) AND NOT bailiwick.administers(of$app) THEN
    RAISE EXCEPTION 'view.shared' USING ERRCODE = 'BW403';
  END IF;
  IF of$first AND roles$ = '{}' THEN
    RAISE EXCEPTION 'view.default-of-nobody' USING ERRCODE = 'BW409';
  END IF;
  IF of$view IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.saved_view ' || acting$, 0));
    IF (SELECT count(*) FROM bailiwick.saved_view v WHERE v.owner = acting$ AND v.app = of$app) >= 100 THEN
      RAISE EXCEPTION 'view.too-many' USING ERRCODE = 'BW409';
    END IF;
    INSERT INTO bailiwick.saved_view (app, list, name, question, owner, roles, locked)
    VALUES (of$app, of$list, btrim(of$name), of$question, acting$, roles$, coalesce(of$locked, true)) RETURNING * INTO v$;
  ELSE
    UPDATE bailiwick.saved_view v SET name = coalesce(btrim(of$name), v.name), question = coalesce(of$question, v.question), roles = roles$,
      locked = coalesce(of$locked, v.locked), first_for = ARRAY(SELECT r FROM unnest(v.first_for) r WHERE r = ANY (roles$)), updated_at = now()
    WHERE v.id = of$view RETURNING v.* INTO v$;
  END IF;
  IF of$first IS NOT NULL THEN
    IF of$first THEN
      UPDATE bailiwick.saved_view v SET first_for = ARRAY(SELECT r FROM unnest(v.first_for) r WHERE r <> ALL (roles$)), updated_at = now()
      WHERE v.app = of$app AND v.list = v$.list AND v.first_for && roles$ AND v.id <> v$.id;
    END IF;
    UPDATE bailiwick.saved_view v SET first_for = CASE WHEN of$first THEN roles$ ELSE '{}' END WHERE v.id = v$.id RETURNING v.* INTO v$;
  END IF;
  PERFORM bailiwick.note_view('view.saved', v$);
  RETURN v$.id;
END
$$;

REVOKE ALL ON FUNCTION bailiwick.save_view(text, uuid, text, text, jsonb, text[], boolean, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.save_view(text, uuid, text, text, jsonb, text[], boolean, boolean) TO bailiwick_runtime;
