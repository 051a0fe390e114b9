CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE INDEX users_email ON users (email);
-- deploy as one text
DROP INDEX users_email;
UPDATE users SET email = lower(email);
