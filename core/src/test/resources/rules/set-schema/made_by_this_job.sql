CREATE SCHEMA other;
-- deploy
CREATE TABLE made (id int);
ALTER TABLE made SET SCHEMA other;
