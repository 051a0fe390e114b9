CREATE TABLE users (id int PRIMARY KEY, age int);
-- deploy
ALTER TABLE users ALTER age TYPE bigint;
