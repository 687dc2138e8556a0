-- Run as bailiwick_guard.
-- One's own views of an app, and those of the roles one holds in it, by name.
CREATE FUNCTION bailiwick.saved_views(of$app text) RETURNS SETOF bailiwick.saved_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  held$ text[] := bailiwick.app_roles(of$app);
BEGIN
  RETURN QUERY SELECT v.* FROM bailiwick.saved_view v
    WHERE v.app = of$app AND held$ <> '{}' AND (v.owner = acting$ OR v.role = ANY (held$))
    ORDER BY v.role IS NOT NULL, lower(v.name), v.id;
END
$$;

-- A view one may change: one's own, or of a role and one gives the roles of the app. Any other is answered like one that is not there.
CREATE FUNCTION bailiwick.changeable_view(of$app text, of$view uuid) RETURNS bailiwick.saved_view
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  found$ bailiwick.saved_view;
BEGIN
  SELECT v.* INTO found$ FROM bailiwick.saved_view v WHERE v.id = of$view AND v.app = of$app AND bailiwick.app_roles(of$app) <> '{}'
    AND (v.owner = bailiwick.person() OR v.role = ANY (bailiwick.app_roles(of$app)) OR (v.role IS NOT NULL AND bailiwick.administers(of$app))) FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'view.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF found$.role IS NOT NULL AND NOT bailiwick.administers(of$app) THEN
    RAISE EXCEPTION 'view.shared' USING ERRCODE = 'BW403';
  END IF;
  RETURN found$;
END
$$;

CREATE FUNCTION bailiwick.note_view(what text, v bailiwick.saved_view) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO bailiwick.audit (kind, person, session, request, app, detail)
  VALUES (what, bailiwick.person(), nullif(current_setting('bailiwick.session', true), '')::uuid, nullif(current_setting('bailiwick.request', true), ''), v.app,
    jsonb_build_object('view', v.id, 'list', v.list, 'name', v.name, 'role', v.role, 'question', v.question))
$$;

-- Makes one where no id is given. What is NULL stays as it is; an empty role takes the view back to its owner.
CREATE FUNCTION bailiwick.save_view(of$app text, of$view uuid, of$list text, of$name text, of$question jsonb, of$role text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  v$ bailiwick.saved_view;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  IF bailiwick.app_roles(of$app) = '{}' THEN
    RAISE EXCEPTION 'app.not-found' USING ERRCODE = 'BW404';
  END IF;
  IF coalesce(of$role, '') <> '' AND NOT bailiwick.administers(of$app) THEN
    RAISE EXCEPTION 'view.shared' USING ERRCODE = 'BW403';
  END IF;
  IF of$view IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.saved_view ' || acting$, 0));
    IF (SELECT count(*) FROM bailiwick.saved_view v WHERE v.owner = acting$ AND v.app = of$app) >= 100 THEN
      RAISE EXCEPTION 'view.too-many' USING ERRCODE = 'BW409';
    END IF;
    INSERT INTO bailiwick.saved_view (app, list, name, question, owner, role)
    VALUES (of$app, of$list, btrim(of$name), of$question, acting$, nullif(of$role, '')) RETURNING * INTO v$;
  ELSE
    v$ := bailiwick.changeable_view(of$app, of$view);
    UPDATE bailiwick.saved_view v SET name = coalesce(btrim(of$name), v.name), question = coalesce(of$question, v.question),
      role = CASE WHEN of$role IS NULL THEN v.role ELSE nullif(of$role, '') END, updated_at = now()
    WHERE v.id = of$view RETURNING v.* INTO v$;
  END IF;
  PERFORM bailiwick.note_view('view.saved', v$);
  RETURN v$.id;
END
$$;

CREATE FUNCTION bailiwick.remove_view(of$app text, of$view uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  v$ bailiwick.saved_view := bailiwick.changeable_view(of$app, of$view);
BEGIN
  DELETE FROM bailiwick.saved_view v WHERE v.id = of$view;
  PERFORM bailiwick.note_view('view.removed', v$);
END
$$;

REVOKE ALL ON FUNCTION bailiwick.saved_views(text), bailiwick.changeable_view(text, uuid), bailiwick.note_view(text, bailiwick.saved_view),
  bailiwick.save_view(text, uuid, text, text, jsonb, text), bailiwick.remove_view(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.saved_views(text), bailiwick.save_view(text, uuid, text, text, jsonb, text), bailiwick.remove_view(text, uuid) TO bailiwick_runtime;
