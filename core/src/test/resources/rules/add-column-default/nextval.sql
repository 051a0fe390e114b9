CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
CREATE SEQUENCE numbers;
-- deploy
ALTER TABLE users ADD COLUMN code bigint DEFAULT nextval('numbers');
