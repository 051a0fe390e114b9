CREATE TABLE users (id int PRIMARY KEY, email text, note text);
CREATE INDEX users_email ON users (email);
-- deploy
DROP INDEX users_email;
