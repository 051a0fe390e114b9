CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
ALTER TABLE users ADD CONSTRAINT one_email UNIQUE (email);
CREATE UNIQUE INDEX users_new ON users (email, id);
-- deploy
ALTER TABLE users DROP CONSTRAINT one_email, ADD UNIQUE USING INDEX users_new;
