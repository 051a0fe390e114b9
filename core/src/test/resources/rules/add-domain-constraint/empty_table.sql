CREATE DOMAIN email AS text;
CREATE TABLE people (email email);
-- deploy
ALTER DOMAIN email ADD CHECK (VALUE LIKE '%@%');
