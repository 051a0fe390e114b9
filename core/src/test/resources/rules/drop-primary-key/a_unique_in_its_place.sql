CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users DROP CONSTRAINT users_pkey, ADD UNIQUE (email);
