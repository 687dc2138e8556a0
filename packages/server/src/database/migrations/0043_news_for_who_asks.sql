-- Run as bailiwick_guard. Whoever asks for a decision hears of it, as whoever comments does; who stopped following stays as they are.
CREATE OR REPLACE FUNCTION bailiwick.tell_followers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  kept$ CONSTANT integer := 5;
  of$job uuid;
BEGIN
  IF bailiwick.person() IS NULL THEN
    RETURN NULL;
  END IF;
  IF NEW.kind = 'comment' THEN
    INSERT INTO bailiwick.follow (person, app, entity, record, following) VALUES (NEW.person, NEW.app, NEW.entity, NEW.record, true)
    ON CONFLICT (record, app, entity, person) DO UPDATE SET following = true, at = now() WHERE NOT follow.following;
  END IF;
  -- A round of decisions begins with who asks for it.
  IF NEW.kind = 'transition' AND NEW.after ? 'approval_round' THEN
    INSERT INTO bailiwick.follow (person, app, entity, record, following) VALUES (NEW.person, NEW.app, NEW.entity, NEW.record, true)
    ON CONFLICT (record, app, entity, person) DO NOTHING;
  END IF;
  -- A request may be called anything: it is of a job when that job, of the same person, is under way and takes this very step.
  IF NEW.kind = 'transition' AND NEW.request ~ '^job-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
    SELECT j.id INTO of$job FROM bailiwick.job j
    WHERE j.id = substr(NEW.request, 5)::uuid AND j.person = NEW.person AND j.app = NEW.app AND j.entity = NEW.entity AND j.holder IS NOT NULL AND j.ended_at IS NULL
      AND j.doing -> 'transition' ->> 'name' = NEW.transition;
  END IF;
  INSERT INTO bailiwick.notification (person, app, entity, record, why, cause, job)
  SELECT f.person, f.app, f.entity, f.record, 'follow', NEW.seq, of$job FROM bailiwick.follow f
  WHERE f.record = NEW.record AND f.app = NEW.app AND f.entity = NEW.entity AND f.following AND f.person IS DISTINCT FROM NEW.person
    AND (of$job IS NULL OR (SELECT count(*) FROM (SELECT FROM bailiwick.notification n WHERE n.person = f.person AND n.job = of$job LIMIT kept$) k) < kept$)
  -- What a vote brought about says more than the vote.
  ON CONFLICT (record, person, xid) DO UPDATE SET cause = excluded.cause, at = now(), read_at = NULL;
  RETURN NULL;
END
$$;
