CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
CREATE FUNCTION seven() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 7';
-- deploy
ALTER TABLE users ADD COLUMN a int DEFAULT -1, ADD COLUMN b timestamptz NOT NULL DEFAULT now();
ALTER TABLE users ADD COLUMN c date DEFAULT CURRENT_DATE, ADD COLUMN d jsonb DEFAULT '{}'::jsonb NOT NULL;
ALTER TABLE users ADD COLUMN e text[] DEFAULT ARRAY['a'], ADD COLUMN f text DEFAULT NULL;
ALTER TABLE users ADD COLUMN g int DEFAULT seven() * 2, ADD COLUMN h text DEFAULT lower('A');
