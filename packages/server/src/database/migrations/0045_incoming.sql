-- Run as bailiwick_guard.

-- What files take, of one person within a day and of all there are; uploads under way count with all they may become.
CREATE FUNCTION bailiwick.room_taken(of_person uuid) RETURNS TABLE (of_theirs bigint, of_all bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT
    (SELECT coalesce(sum(f.size), 0) FROM bailiwick.file f WHERE f.uploaded_by = of_person AND f.uploaded_at > now() - interval '1 day')::bigint
      + (SELECT coalesce(sum(i.bytes), 0) FROM bailiwick.incoming i WHERE i.person = of_person AND i.at > now() - interval '1 day')::bigint,
    (SELECT coalesce(sum(f.size), 0) FROM bailiwick.file f)::bigint
      + (SELECT coalesce(sum(i.bytes), 0) FROM bailiwick.incoming i WHERE i.settled_at IS NULL AND i.at > now() - interval '15 minutes')::bigint
$$;

-- One after the other on all nodes: of two that want the last of the room, one gets it. No id: there is not so much left, and what is taken says of which.
CREATE FUNCTION bailiwick.set_aside(of_person uuid, wanted bigint, most_of_theirs bigint, most_of_all bigint)
RETURNS TABLE (id uuid, of_theirs bigint, of_all bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
  made uuid;
  theirs bigint;
  everybodys bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('bailiwick.incoming', 0));
  DELETE FROM bailiwick.incoming i WHERE i.at < now() - interval '1 day';
  SELECT t.of_theirs, t.of_all INTO theirs, everybodys FROM bailiwick.room_taken(of_person) t;
  IF theirs + wanted <= most_of_theirs AND everybodys + wanted <= most_of_all THEN
    INSERT INTO bailiwick.incoming AS i (person, bytes) VALUES (of_person, wanted) RETURNING i.id INTO made;
  END IF;
  RETURN QUERY SELECT made, theirs, everybodys;
END
$$;

-- What came is a file by now, which counts by itself; or it broke off, after so much.
CREATE FUNCTION bailiwick.settle_incoming(of_id uuid, came bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF came IS NULL OR came = 0 THEN
    DELETE FROM bailiwick.incoming i WHERE i.id = of_id;
  ELSE
    UPDATE bailiwick.incoming i SET bytes = least(i.bytes, came), settled_at = now() WHERE i.id = of_id;
  END IF;
END
$$;

REVOKE ALL ON FUNCTION bailiwick.room_taken(uuid), bailiwick.set_aside(uuid, bigint, bigint, bigint), bailiwick.settle_incoming(uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bailiwick.room_taken(uuid), bailiwick.set_aside(uuid, bigint, bigint, bigint), bailiwick.settle_incoming(uuid, bigint) TO bailiwick_gate;
