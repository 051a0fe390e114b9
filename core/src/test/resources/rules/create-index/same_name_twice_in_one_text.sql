CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy as one text
CREATE INDEX IF NOT EXISTS users_idx ON users (email);
CREATE INDEX IF NOT EXISTS users_idx ON users (note);
