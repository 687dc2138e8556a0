-- Run as bailiwick_guard, which alone reads and writes rows.
UPDATE bailiwick.saved_view SET roles = ARRAY[role], first_for = CASE WHEN is_default THEN ARRAY[role] ELSE '{}' END WHERE role IS NOT NULL;
DROP FUNCTION bailiwick.save_view(text, uuid, text, text, jsonb, text, boolean, boolean);
