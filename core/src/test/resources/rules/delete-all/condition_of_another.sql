CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE TABLE old (id int);
-- deploy
WITH gone AS (SELECT id FROM old WHERE id > 0) DELETE FROM old;
