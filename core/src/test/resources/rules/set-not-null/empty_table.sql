CREATE TABLE groups (id int PRIMARY KEY);
INSERT INTO groups SELECT generate_series(1, 10);
CREATE TABLE users (id int PRIMARY KEY, email text, group_id int);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 10 + 1 FROM generate_series(1, 1000) i;
TRUNCATE users;
-- deploy
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
