-- Seals and realtime take what lies before every transaction that still runs. A proof runs for a minute, and everything would stand still; but it writes no audit row that
-- is ever committed, so nobody has to wait for it. Run as bailiwick_guard.

-- The first transaction that may still add rows to the audit. A proof is a transaction that holds a SHARE lock on bailiwick.proving. PostgreSQL gives that lock to nobody
-- without a right to change that table (LOCK TABLE) or to its owner (CREATE INDEX), and asks before it locks; reading and writing take other modes. So nothing that is run as
-- the logins or as the runtime, which have no right to it at all, can pass for a proof and slip its rows past the seals. Both locks must be held, in these very modes, by one
-- and the same virtual transaction: whoever waits for another's end has that one's number in the list too, but does not hold it, and numbers of processes are used again.
CREATE FUNCTION bailiwick.audit_edge() RETURNS xid8
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  seen pg_snapshot := pg_current_snapshot();
  edge xid8 := pg_snapshot_xmin(seen);
BEGIN
  -- The attempts of a proof use up numbers fast: where few are between, there is none, and the lists of locks need not be read.
  IF pg_snapshot_xmax(seen)::text::numeric - edge::text::numeric < 50 THEN
    RETURN edge;
  END IF;
  SELECT coalesce(min(running.id), pg_snapshot_xmax(seen)) INTO edge FROM pg_snapshot_xip(seen) AS running (id)
  WHERE NOT EXISTS (
    SELECT FROM pg_locks proof
      JOIN pg_locks own ON own.virtualtransaction = proof.virtualtransaction AND own.pid = proof.pid
    WHERE proof.locktype = 'relation' AND proof.relation = 'bailiwick.proving'::regclass AND proof.mode = 'ShareLock' AND proof.granted
      AND proof.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
      AND own.locktype = 'transactionid' AND own.mode = 'ExclusiveLock' AND own.granted
      AND own.transactionid::text::bigint = running.id::text::numeric % 4294967296);
  RETURN edge;
END
$$;
REVOKE ALL ON FUNCTION bailiwick.audit_edge() FROM PUBLIC;

CREATE OR REPLACE FUNCTION bailiwick.next_seal(most integer)
RETURNS TABLE (number bigint, from_xid text, to_xid text, previous bytea, seqs bigint[], leaves bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  last_seal bailiwick.audit_seal;
  low xid8;
  high xid8 := bailiwick.audit_edge();
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

CREATE OR REPLACE FUNCTION bailiwick.changes_since(since text, most integer)
RETURNS TABLE (upto text, app text, entity text, record uuid, kind text, version integer, client text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  WITH edge AS (SELECT bailiwick.audit_edge() AS xmin)
  SELECT (SELECT xmin FROM edge)::text, c.* FROM (SELECT 1) one
  LEFT JOIN LATERAL (
    SELECT a.app, a.entity, a.record, a.kind, (a.detail ->> 'version')::integer, a.detail ->> 'client'
    FROM bailiwick.audit a
    WHERE a.xid >= since::xid8 AND a.xid < (SELECT xmin FROM edge) AND a.app IS NOT NULL AND a.record IS NOT NULL
    ORDER BY a.xid, a.seq LIMIT most
  ) c ON true
$$;
