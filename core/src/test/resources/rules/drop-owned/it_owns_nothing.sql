DO $$BEGIN CREATE ROLE golden_owner; EXCEPTION WHEN duplicate_object THEN NULL; END$$;
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
GRANT SELECT ON users TO golden_owner;
-- deploy
DROP OWNED BY golden_owner;
