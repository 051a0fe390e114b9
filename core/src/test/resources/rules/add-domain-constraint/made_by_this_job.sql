CREATE DOMAIN email AS text;
-- deploy
CREATE TABLE people (email email);
INSERT INTO people VALUES ('a@example.org');
ALTER DOMAIN email ADD CHECK (VALUE LIKE '%@%');
