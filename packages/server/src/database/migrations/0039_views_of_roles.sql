-- A view is for several roles, and each role's list opens with one. Run as bailiwick_owner.
ALTER TABLE bailiwick.saved_view
  -- Whoever holds one of them sees the view; empty: the owner alone.
  ADD COLUMN roles text[] COLLATE "C" NOT NULL DEFAULT '{}',
  -- Those of them whose list opens with it.
  ADD COLUMN first_for text[] COLLATE "C" NOT NULL DEFAULT '{}';
