CREATE TABLE users (id int PRIMARY KEY, email text, note text);
-- deploy
DROP TABLE users;
