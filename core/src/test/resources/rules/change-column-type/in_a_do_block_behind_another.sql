CREATE TABLE users (id int PRIMARY KEY, email varchar(100));
INSERT INTO users SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
-- deploy
DO $$BEGIN ALTER TABLE users ADD CHECK (email > '') NOT VALID; ALTER TABLE users ALTER email TYPE text; END$$;
