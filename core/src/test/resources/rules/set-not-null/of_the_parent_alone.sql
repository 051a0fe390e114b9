CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
CREATE TABLE guests (since date) INHERITS (users);
-- deploy
ALTER TABLE ONLY users ALTER COLUMN email SET NOT NULL;
