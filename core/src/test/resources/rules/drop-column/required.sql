CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);
INSERT INTO users SELECT i, i FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users DROP COLUMN email;
