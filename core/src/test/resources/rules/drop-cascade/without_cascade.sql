CREATE EXTENSION citext;
CREATE TABLE people (id int, email citext);
-- deploy
DROP EXTENSION citext;
