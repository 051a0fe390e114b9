CREATE TABLE groups (name varchar(10) PRIMARY KEY);
INSERT INTO groups VALUES ('a');
CREATE TABLE users (id int PRIMARY KEY, group_name varchar(10) REFERENCES groups);
INSERT INTO users SELECT i, 'a' FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users ALTER COLUMN group_name TYPE varchar(20);
