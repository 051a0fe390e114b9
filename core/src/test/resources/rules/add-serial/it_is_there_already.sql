CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
ALTER TABLE users ADD COLUMN number bigserial;
-- deploy
ALTER TABLE users ADD COLUMN IF NOT EXISTS number bigserial;
