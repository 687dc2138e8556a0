-- Sealing the audit: which rows form the next batch, and what each row's leaf is. Run as bailiwick_guard; called by nodes through identity connections.

-- Everything a row says, without a way to read two rows as one: JSON keeps NULL, text and numbers apart.
CREATE FUNCTION bailiwick.audit_leaf(a bailiwick.audit) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
  SELECT sha256('\x00'::bytea || convert_to(jsonb_build_array(a.seq, a.xid::text, extract(epoch FROM a.at)::text, a.kind, a.person, a.on_behalf_of, a.session, a.request,
    a.app, a.entity, a.record, a.transition, a.comment, a.before, a.after, a.detail)::text, 'UTF8'))
$$;

-- The rows after the last seal whose transactions have all ended: no row can be added to this window any more. Whole transactions only; at most
-- about `most` rows unless one transaction wrote more.
CREATE FUNCTION bailiwick.next_seal(most integer)
RETURNS TABLE (number bigint, from_xid text, to_xid text, previous bytea, seqs bigint[], leaves bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  last_seal bailiwick.audit_seal;
  low xid8;
  high xid8 := pg_snapshot_xmin(pg_current_snapshot());
  cut xid8;
BEGIN
  SELECT * INTO last_seal FROM bailiwick.audit_seal s ORDER BY s.number DESC LIMIT 1;
  low := coalesce(last_seal.to_xid, '0'::xid8);
  SELECT a.xid INTO cut FROM bailiwick.audit a WHERE a.xid >= low AND a.xid < high ORDER BY a.xid, a.seq OFFSET most LIMIT 1;
  IF cut IS NOT NULL AND cut > low THEN
    -- the transaction at the cut goes to the next batch, unless it is the first of this one
    IF EXISTS (SELECT FROM bailiwick.audit a WHERE a.xid >= low AND a.xid < cut) THEN
      high := cut;
    END IF;
  END IF;
  RETURN QUERY
    SELECT coalesce(last_seal.number, 0) + 1, low::text, high::text, coalesce(last_seal.root, sha256('bailiwick')),
      array_agg(a.seq ORDER BY a.seq), string_agg(bailiwick.audit_leaf(a), ''::bytea ORDER BY a.seq)
    FROM bailiwick.audit a WHERE a.xid >= low AND a.xid < high
    HAVING count(*) > 0;
END
$$;

-- The primary key keeps two nodes from sealing the same batch: the slower one is refused and looks again.
CREATE FUNCTION bailiwick.write_seal(number bigint, from_xid text, to_xid text, seqs bigint[], leaves bytea, root bytea, previous bytea, signature bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO bailiwick.audit_seal (number, from_xid, to_xid, seqs, leaves, root, previous, signature)
  VALUES (number, from_xid::xid8, to_xid::xid8, seqs, leaves, root, previous, signature)
$$;

-- Committed changes after a point, for realtime: ids and versions, nothing of what the records hold. Late commits are not missed, because the point is a
-- transaction id below every running one.
CREATE FUNCTION bailiwick.changes_since(since text, most integer)
RETURNS TABLE (upto text, app text, entity text, record uuid, kind text, version integer, client text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  WITH edge AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xmin)
  SELECT (SELECT xmin FROM edge)::text, c.* FROM (SELECT 1) one
  LEFT JOIN LATERAL (
    SELECT a.app, a.entity, a.record, a.kind, (a.detail ->> 'version')::integer, a.detail ->> 'client'
    FROM bailiwick.audit a
    WHERE a.xid >= since::xid8 AND a.xid < (SELECT xmin FROM edge) AND a.app IS NOT NULL AND a.record IS NOT NULL
    ORDER BY a.xid, a.seq LIMIT most
  ) c ON true
$$;

-- Audit rows for a reviewer, newest first. Which apps they may read is decided by the caller, who holds the session.
CREATE FUNCTION bailiwick.read_audit(apps text[], of_app text, of_entity text, of_record uuid, of_person uuid, of_kind text, since timestamptz, until timestamptz, older_than bigint, how_many integer)
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
      AND (of_person IS NULL OR a.person = of_person) AND (of_kind IS NULL OR a.kind = of_kind)
      AND (since IS NULL OR a.at >= since) AND (until IS NULL OR a.at < until) AND (older_than IS NULL OR a.seq < older_than)
    ORDER BY a.seq DESC
    LIMIT least(greatest(how_many, 1), 201);
END
$$;
