DO $$BEGIN CREATE ROLE golden_owner; EXCEPTION WHEN duplicate_object THEN NULL; END$$;
GRANT USAGE, CREATE ON SCHEMA public TO golden_owner;
-- deploy
SET ROLE golden_owner;
DROP OWNED BY CURRENT_USER;
RESET ROLE;
