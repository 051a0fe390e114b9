CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE UNIQUE INDEX users_email ON users (email);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'users_email'::regclass;
-- deploy
CREATE UNIQUE INDEX IF NOT EXISTS users_email ON users (email);
