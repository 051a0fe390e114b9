CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
CREATE SCHEMA app;
DO $$BEGIN EXECUTE 'CREATE TYPE app.state AS ENUM (''new'')'; END$$;
DROP TYPE app.state;
