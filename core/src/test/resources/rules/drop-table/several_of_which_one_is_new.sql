CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
CREATE TABLE fresh (id int PRIMARY KEY, email text, note text);
INSERT INTO fresh VALUES (1, 'a', 'b');
DROP TABLE fresh, users;
