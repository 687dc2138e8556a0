-- Claims have a twelfth line: the sha256 of the session's token, in hexadecimal; empty for a system act. A node may then remember for seconds which session a token
-- opens, because a transaction is not entered with a token that has been replaced. Run as bailiwick_guard.
CREATE OR REPLACE FUNCTION bailiwick.enter(claims text, signature bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  part text[] := string_to_array(claims, E'\n');
  key bailiwick.signing_key;
BEGIN
  SELECT * INTO STRICT key FROM bailiwick.signing_key k WHERE k.purpose = 'node';
  IF array_length(part, 1) IS DISTINCT FROM 12
    OR signature IS DISTINCT FROM sha256(key.outer_pad || sha256(key.inner_pad || convert_to(claims, 'UTF8'))) THEN
    RAISE EXCEPTION 'claims.forged' USING ERRCODE = 'BW401';
  END IF;
  IF part[9]::numeric < extract(epoch FROM clock_timestamp())
    OR NOT EXISTS (SELECT FROM bailiwick.access_epoch e WHERE e.epoch = part[8]::bigint) THEN
    RAISE EXCEPTION 'claims.stale' USING ERRCODE = 'BW409';
  END IF;
  IF part[10] = 'session' THEN
    PERFORM FROM bailiwick.session s
      WHERE s.id = part[2]::uuid AND s.token_hash = decode(part[12], 'hex') AND s.person = part[1]::uuid AND s.ended_at IS NULL
        AND s.expires_at > clock_timestamp() AND s.seen_at > clock_timestamp() - interval '30 minutes';
    IF NOT FOUND THEN
      RAISE EXCEPTION 'session.ended' USING ERRCODE = 'BW401';
    END IF;
  ELSIF part[10] <> 'system' THEN
    RAISE EXCEPTION 'claims.forged' USING ERRCODE = 'BW401';
  END IF;
  PERFORM set_config('bailiwick.person', part[1], true), set_config('bailiwick.session', part[2], true),
    set_config('bailiwick.roles', part[3], true), set_config('bailiwick.teams', part[4], true),
    set_config('bailiwick.own_teams', part[5], true), set_config('bailiwick.behalf', part[6], true),
    set_config('bailiwick.request', part[7], true), set_config('bailiwick.transition', '', true),
    set_config('bailiwick.comment', '', true);
  PERFORM set_config('bailiwick.proof', encode(bailiwick.hmac('context', bailiwick.context_text()), 'hex'), true);
END
$$;
