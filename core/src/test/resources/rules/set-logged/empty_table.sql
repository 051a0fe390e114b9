CREATE TABLE users (id int PRIMARY KEY, email text, note text);
-- deploy
ALTER TABLE users SET UNLOGGED;
