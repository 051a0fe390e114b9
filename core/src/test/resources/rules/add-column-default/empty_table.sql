CREATE TABLE users (id int PRIMARY KEY);
-- deploy
ALTER TABLE users ADD COLUMN code float DEFAULT random();
