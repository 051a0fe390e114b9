CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE people (id int, email citext);
DROP EXTENSION citext CASCADE;
