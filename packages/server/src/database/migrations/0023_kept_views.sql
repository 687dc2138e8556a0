-- Run as bailiwick_guard.
DROP FUNCTION bailiwick.save_view(text, uuid, text, text, jsonb, text);
DROP FUNCTION bailiwick.changeable_view(text, uuid);

-- One's own views of an app and those of the roles one holds in it, by name; who administers the app keeps those of every role.
CREATE OR REPLACE FUNCTION bailiwick.saved_views(of$app text) RETURNS SETOF bailiwick.saved_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  held$ text[] := bailiwick.app_roles(of$app);
  keeps$ boolean := bailiwick.administers(of$app);
BEGIN
  RETURN QUERY SELECT v.* FROM bailiwick.saved_view v
    WHERE v.app = of$app AND held$ <> '{}' AND (v.owner = acting$ OR v.role = ANY (held$) OR (keeps$ AND v.role IS NOT NULL))
    ORDER BY v.role IS NOT NULL, lower(v.name), v.id;
END
$$;

-- A view one may see and change. Any that one does not see is answered like one that is not there.
-- What a list opens with is locked, whatever it says: it is what everybody of a role sees first.
-- kept: its role, its lock and whether it is there at all, which are for its maker and for who administers the app, whoever else changes what it asks.
CREATE FUNCTION bailiwick.changeable_view(of$app text, of$view uuid, kept boolean) RETURNS bailiwick.saved_view
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  found$ bailiwick.saved_view;
BEGIN
  SELECT v.* INTO found$ FROM bailiwick.saved_view v WHERE v.id = of$view AND v.app = of$app AND bailiwick.app_roles(of$app) <> '{}'
    AND (v.owner = bailiwick.person() OR v.role = ANY (bailiwick.app_roles(of$app)) OR (v.role IS NOT NULL AND bailiwick.administers(of$app))) FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'view.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF found$.role IS NOT NULL AND found$.owner IS DISTINCT FROM bailiwick.person() AND (found$.locked OR found$.is_default OR kept)
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
    jsonb_build_object('view', v.id, 'list', v.list, 'name', v.name, 'role', v.role, 'locked', v.locked, 'default', v.is_default, 'question', v.question))
$$;

-- Makes one where no id is given. What is NULL stays as it is; an empty role takes the view back to its owner, and then no list opens with it.
CREATE FUNCTION bailiwick.save_view(of$app text, of$view uuid, of$list text, of$name text, of$question jsonb, of$role text, of$locked boolean, of$default boolean) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  v$ bailiwick.saved_view;
  role$ text;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF bailiwick.app_roles(of$app) = '{}' THEN
    RAISE EXCEPTION 'app.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF of$view IS NOT NULL THEN
    v$ := bailiwick.changeable_view(of$app, of$view, of$role IS NOT NULL OR of$locked IS NOT NULL OR of$default IS NOT NULL);
  END IF;
  role$ := CASE WHEN of$role IS NULL THEN v$.role ELSE nullif(of$role, '') END;
  -- Which role has it, and what lists open with, is about others than its maker.
  IF (of$default IS NOT NULL OR role$ IS DISTINCT FROM v$.role) AND NOT bailiwick.administers(of$app) THEN
    RAISE EXCEPTION 'view.shared' USING ERRCODE = 'BW403';
  END IF;
  IF of$default AND role$ IS NULL THEN
    RAISE EXCEPTION 'view.default-of-nobody' USING ERRCODE = 'BW409';
  END IF;
  IF of$view IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.saved_view ' || acting$, 0));
    IF (SELECT count(*) FROM bailiwick.saved_view v WHERE v.owner = acting$ AND v.app = of$app) >= 100 THEN
      RAISE EXCEPTION 'view.too-many' USING ERRCODE = 'BW409';
    END IF;
    INSERT INTO bailiwick.saved_view (app, list, name, question, owner, role, locked)
    VALUES (of$app, of$list, btrim(of$name), of$question, acting$, role$, coalesce(of$locked, true)) RETURNING * INTO v$;
  ELSE
    UPDATE bailiwick.saved_view v SET name = coalesce(btrim(of$name), v.name), question = coalesce(of$question, v.question), role = role$,
      locked = coalesce(of$locked, v.locked), is_default = v.is_default AND role$ IS NOT DISTINCT FROM v.role, updated_at = now()
    WHERE v.id = of$view RETURNING v.* INTO v$;
  END IF;
  IF of$default IS NOT NULL THEN
    -- One at a time: two that become the default of one role at once would meet at the index.
    PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.saved_view default ' || of$app || ' ' || v$.list || ' ' || role$, 0));
    IF of$default THEN
      UPDATE bailiwick.saved_view v SET is_default = false, updated_at = now()
      WHERE v.app = of$app AND v.list = v$.list AND v.role = role$ AND v.is_default AND v.id <> v$.id;
    END IF;
    UPDATE bailiwick.saved_view v SET is_default = of$default WHERE v.id = v$.id RETURNING v.* INTO v$;
  END IF;
  PERFORM bailiwick.note_view('view.saved', v$);
  RETURN v$.id;
END
$$;

CREATE OR REPLACE FUNCTION bailiwick.remove_view(of$app text, of$view uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  v$ bailiwick.saved_view := bailiwick.changeable_view(of$app, of$view, true);
BEGIN
  DELETE FROM bailiwick.saved_view v WHERE v.id = of$view;
  PERFORM bailiwick.note_view('view.removed', v$);
END
$$;

REVOKE ALL ON FUNCTION bailiwick.changeable_view(text, uuid, boolean), bailiwick.save_view(text, uuid, text, text, jsonb, text, boolean, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.save_view(text, uuid, text, text, jsonb, text, boolean, boolean) TO bailiwick_runtime;
