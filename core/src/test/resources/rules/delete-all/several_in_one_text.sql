CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy as one text
UPDATE users SET note = ';' WHERE id = 1;
DELETE FROM users;
