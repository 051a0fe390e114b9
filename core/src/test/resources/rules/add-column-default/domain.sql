CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
CREATE DOMAIN positive AS int CHECK (value > 0);
CREATE DOMAIN number AS int;
-- deploy
ALTER TABLE users ADD COLUMN a number;
ALTER TABLE users ADD COLUMN b positive;
