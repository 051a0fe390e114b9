CREATE DOMAIN email AS text;
-- deploy
ALTER DOMAIN email ADD CHECK (VALUE LIKE '%@%');
