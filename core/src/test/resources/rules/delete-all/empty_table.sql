CREATE TABLE users (id int PRIMARY KEY, email text, note text);
-- deploy
DELETE FROM users;
