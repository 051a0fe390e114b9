-- policy| allow:
-- policy|   - rule: drop-owned
-- policy|     on: golden_owner
-- policy|     reason: nothing runs as it any more
DO $$BEGIN CREATE ROLE golden_owner; EXCEPTION WHEN duplicate_object THEN NULL; END$$;
-- deploy
DROP OWNED BY golden_owner;
