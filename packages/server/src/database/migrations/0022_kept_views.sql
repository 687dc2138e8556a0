-- Who changes a view that a role has, and which of them a list opens with. Run as bailiwick_owner.
ALTER TABLE bailiwick.saved_view
  -- Of a view for a role: only its maker, and who administers the app, change it. Otherwise whoever holds the role does.
  ADD COLUMN locked boolean NOT NULL DEFAULT true,
  -- What the list opens with for whoever holds the role.
  ADD COLUMN is_default boolean NOT NULL DEFAULT false CHECK (NOT is_default OR role IS NOT NULL);
CREATE UNIQUE INDEX saved_view_default ON bailiwick.saved_view (app, list, role) WHERE is_default;
