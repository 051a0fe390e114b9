-- policy| defaults: {mode: observe}
CREATE TABLE users (id int PRIMARY KEY, email varchar(100), age int, joined timestamp);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 90 FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users ALTER age TYPE bigint;
