CREATE DOMAIN email AS text;
CREATE TABLE people (email email);
-- deploy
DROP DOMAIN email CASCADE;
