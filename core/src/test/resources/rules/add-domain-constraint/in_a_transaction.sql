CREATE DOMAIN email AS text;
CREATE TABLE people (id int, email email);
INSERT INTO people SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
-- deploy in a transaction
ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
