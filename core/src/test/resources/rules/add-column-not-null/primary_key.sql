CREATE TABLE users (email text);
INSERT INTO users SELECT i FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users ADD COLUMN id uuid PRIMARY KEY;
