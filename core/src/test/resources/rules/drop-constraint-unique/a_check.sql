CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
ALTER TABLE users ADD CONSTRAINT positive CHECK (id > 0);
-- deploy
ALTER TABLE users DROP CONSTRAINT positive;
