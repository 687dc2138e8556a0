-- Whether anything of an entity is shared with teams at all: asked by every statement on it, before the person's teams are.
CREATE INDEX share_any_team ON bailiwick.share (app, entity) WHERE team IS NOT NULL AND ended_at IS NULL;
