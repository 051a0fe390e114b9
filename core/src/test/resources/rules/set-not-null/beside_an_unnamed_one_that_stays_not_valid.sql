CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users ALTER COLUMN email SET NOT NULL, ADD CHECK (id > 0) NOT VALID;
