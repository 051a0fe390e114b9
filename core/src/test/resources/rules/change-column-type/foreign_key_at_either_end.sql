CREATE TABLE groups (id int PRIMARY KEY);
INSERT INTO groups SELECT generate_series(1, 10);
CREATE TABLE users (id int PRIMARY KEY, group_id int REFERENCES groups);
INSERT INTO users SELECT i, i % 10 + 1 FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users ALTER COLUMN group_id TYPE bigint;
ALTER TABLE groups ALTER COLUMN id TYPE bigint;
