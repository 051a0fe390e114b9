CREATE TABLE users (id int PRIMARY KEY, email varchar(100), age int, joined timestamp);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 90 FROM generate_series(1, 1000) i;
-- deploy in a transaction
ALTER TABLE users ALTER email TYPE text;
ALTER TABLE users ADD CHECK (age > -1) NOT VALID;
ALTER TABLE users ALTER email TYPE varchar;
ALTER TABLE users ALTER age TYPE bigint;
