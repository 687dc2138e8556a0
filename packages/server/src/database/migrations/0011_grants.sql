-- What grants at full depth stand on. Run as bailiwick_owner.
-- The chain of managers: rules ask who is beneath a person.
ALTER TABLE bailiwick.person ADD COLUMN manager uuid REFERENCES bailiwick.person, ADD CONSTRAINT person_manager_other CHECK (manager <> id);
CREATE INDEX person_manager ON bailiwick.person (manager) WHERE manager IS NOT NULL;

-- One record given to a person, or to everyone in a team and beneath it, by somebody who has it. What it gives is worked out when it is used, from what the sharer may do then.
CREATE TABLE bailiwick.share (
  id uuid PRIMARY KEY DEFAULT bailiwick.uuidv7(),
  app text COLLATE "C" NOT NULL REFERENCES bailiwick.app,
  entity text COLLATE "C" NOT NULL,
  record uuid NOT NULL,
  shared_by uuid NOT NULL REFERENCES bailiwick.person,
  person uuid REFERENCES bailiwick.person,
  team uuid REFERENCES bailiwick.team,
  level text COLLATE "C" NOT NULL CHECK (level IN ('read', 'comment', 'edit')),
  until timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  ended_by uuid REFERENCES bailiwick.person,
  CHECK (num_nonnulls(person, team) = 1)
);
CREATE INDEX share_person ON bailiwick.share (person, app, entity) WHERE ended_at IS NULL;
CREATE INDEX share_team ON bailiwick.share (team, app, entity) WHERE ended_at IS NULL;
CREATE INDEX share_record ON bailiwick.share (record);
ALTER TABLE bailiwick.share ENABLE ROW LEVEL SECURITY;
ALTER TABLE bailiwick.share FORCE ROW LEVEL SECURITY;
CREATE POLICY guard_all ON bailiwick.share FOR ALL TO bailiwick_guard USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON bailiwick.share TO bailiwick_guard;
