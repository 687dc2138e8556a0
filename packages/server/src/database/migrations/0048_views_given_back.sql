-- A view of a role that another than its owner takes the roles from has a name of its own among its owner's. Run as bailiwick_guard.

-- Makes one where no id is given. What is NULL stays as it is; without a role the view is its owner's alone, and then no list opens with it.
-- of$first: whether the list of all of its roles opens with it.
-- No two views of a list have one name for the same people, as far as whoever saves sees them: the name of a view that they do not see is not told. Doubles that are there
-- stay, and everything of them is changed but that another gets their name or their roles.
-- Whoever takes the roles from another's view does not see what its owner has for themselves: where that has the name already, the view gets a number behind it.
CREATE OR REPLACE FUNCTION bailiwick.save_view(of$app text, of$view uuid, of$list text, of$name text, of$question jsonb, of$roles text[], of$locked boolean, of$first boolean) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  acting$ uuid := bailiwick.person();
  held$ text[];
  keeps$ boolean;
  v$ bailiwick.saved_view;
  roles$ text[];
  name$ text;
  given$ text;
BEGIN
  IF acting$ IS NULL THEN
    RAISE EXCEPTION 'identity.missing' USING ERRCODE = 'BW401';
  END IF;
  held$ := bailiwick.app_roles(of$app);
  IF held$ = '{}' THEN
    RAISE EXCEPTION 'app.not-found' USING ERRCODE = 'BW404';
  END IF;
  keeps$ := bailiwick.administers(of$app);
  -- One at a time, and before a view is held: of two that become the first of one role at once, the later one is.
  IF of$first IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.saved_view first ' || of$app, 0));
  END IF;
  -- Of two that take one name at once, the later one finds it taken.
  IF of$name IS NOT NULL OR of$roles IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.saved_view name ' || of$app, 0));
  END IF;
  IF of$view IS NOT NULL THEN
    v$ := bailiwick.changeable_view(of$app, of$view, of$roles IS NOT NULL OR of$locked IS NOT NULL OR of$first IS NOT NULL);
  END IF;
  roles$ := CASE WHEN of$roles IS NULL THEN coalesce(v$.roles, '{}') ELSE ARRAY(SELECT DISTINCT r COLLATE "C" FROM unnest(of$roles) r ORDER BY 1) END;
  -- Which roles have it, and what lists open with, is about others than its maker.
  IF (of$first IS NOT NULL OR roles$ <> coalesce(v$.roles, '{}')) AND NOT keeps$ THEN
    RAISE EXCEPTION 'view.shared' USING ERRCODE = 'BW403';
  END IF;
  IF of$first AND roles$ = '{}' THEN
    RAISE EXCEPTION 'view.default-of-nobody' USING ERRCODE = 'BW409';
  END IF;
  name$ := bailiwick.name_read(coalesce(of$name, v$.name));
  IF (name$ IS DISTINCT FROM bailiwick.name_read(v$.name) OR roles$ <> coalesce(v$.roles, '{}')) AND EXISTS (
    SELECT FROM bailiwick.saved_view v
    WHERE v.app = of$app AND v.list = coalesce(v$.list, of$list) AND v.id IS DISTINCT FROM v$.id AND bailiwick.name_read(v.name) = name$
      AND CASE WHEN roles$ = '{}' THEN v.roles = '{}' AND v.owner = acting$ AND v.owner = coalesce(v$.owner, acting$)
        ELSE v.roles && roles$ AND (v.owner = acting$ OR v.roles && held$ OR keeps$) END
  ) THEN
    RAISE EXCEPTION 'view.name-taken' USING ERRCODE = 'BW409';
  END IF;
  given$ := of$name;
  IF roles$ = '{}' AND v$.owner <> acting$ THEN
    FOR n$ IN 2..101 LOOP
      EXIT WHEN NOT EXISTS (
        SELECT FROM bailiwick.saved_view v
        WHERE v.app = of$app AND v.list = v$.list AND v.id <> v$.id AND v.roles = '{}' AND v.owner = v$.owner
          AND bailiwick.name_read(v.name) = bailiwick.name_read(coalesce(given$, v$.name))
      );
      given$ := left(btrim(coalesce(of$name, v$.name)), 55) || ' ' || n$;
    END LOOP;
  END IF;
  IF of$view IS NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.saved_view ' || acting$, 0));
    IF (SELECT count(*) FROM bailiwick.saved_view v WHERE v.owner = acting$ AND v.app = of$app) >= 100 THEN
      RAISE EXCEPTION 'view.too-many' USING ERRCODE = 'BW409';
    END IF;
    INSERT INTO bailiwick.saved_view (app, list, name, question, owner, roles, locked)
    VALUES (of$app, of$list, btrim(of$name), of$question, acting$, roles$, coalesce(of$locked, true)) RETURNING * INTO v$;
  ELSE
    UPDATE bailiwick.saved_view v SET name = coalesce(btrim(given$), v.name), question = coalesce(of$question, v.question), roles = roles$,
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
