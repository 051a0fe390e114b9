CREATE TABLE users (id int PRIMARY KEY, email varchar(100), age int, joined timestamp);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 90 FROM generate_series(1, 1000) i;
ALTER TABLE users ADD CONSTRAINT has_at CHECK (email LIKE '%@%');
-- deploy
ALTER TABLE users ALTER COLUMN email TYPE text;
