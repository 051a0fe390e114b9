CREATE TABLE users (id int, during int4range, email text, EXCLUDE USING gist (during WITH &&));
INSERT INTO users SELECT i, int4range(i, i + 1), 'x' FROM generate_series(1, 1000) i;
CREATE INDEX users_email ON users (email);
-- deploy
REINDEX TABLE users;
