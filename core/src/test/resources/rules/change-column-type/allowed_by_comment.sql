CREATE TABLE users (id int PRIMARY KEY, email varchar(100), age int, joined timestamp);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 90 FROM generate_series(1, 1000) i;
-- deploy
-- ddlguard:allow change-column-type reason="a maintenance window"
ALTER TABLE users ALTER age TYPE bigint;
