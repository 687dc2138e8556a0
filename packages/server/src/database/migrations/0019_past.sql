-- As it was, without what the guard keeps for searches. Run as bailiwick_guard.
CREATE OR REPLACE FUNCTION bailiwick.past_records(of$app text, of$entity text, ids$ uuid[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  standing$ jsonb := '{}';
BEGIN
  IF to_regclass(format('%I.%I', of$app, of$entity)) IS NOT NULL THEN
    EXECUTE format('SELECT coalesce(jsonb_object_agg(t.id, to_jsonb(t) - ''search_text'' - ''search$plain'' - ''changed_in''), ''{}'') FROM %I.%I t WHERE t.id = ANY ($1)', of$app, of$entity)
      INTO standing$ USING ids$;
  END IF;
  RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'row', standing$ -> i.id::text, 'changes', (
    SELECT coalesce(jsonb_agg(jsonb_build_object('at', a.at, 'kind', a.kind, 'person', a.person, 'before', a.before, 'after', a.after,
      'version', a.detail -> 'version', 'imported', a.detail ? 'imported') ORDER BY a.seq), '[]')
    FROM bailiwick.audit a
    WHERE a.record = i.id AND a.app = of$app AND a.kind IN ('create', 'update', 'transition', 'delete', 'restore', 'purge', 'import')))), '[]')
    FROM unnest(ids$) i(id));
END
$$;
