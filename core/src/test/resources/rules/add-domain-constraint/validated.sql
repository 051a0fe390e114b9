CREATE DOMAIN email AS text;
CREATE TABLE people (id int, email email);
INSERT INTO people SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%') NOT VALID;
-- deploy
ALTER DOMAIN email VALIDATE CONSTRAINT has_at;
