CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE UNIQUE INDEX users_email ON users (email);
CREATE TABLE refs (email text REFERENCES users (email));
-- deploy
DROP INDEX users_email CASCADE;
