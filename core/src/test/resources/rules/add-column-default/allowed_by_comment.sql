CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
-- deploy
-- ddlguard:allow add-column-default reason="a maintenance window"
ALTER TABLE users ADD COLUMN code float DEFAULT random();
