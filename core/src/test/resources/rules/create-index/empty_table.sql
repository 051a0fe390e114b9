CREATE TABLE users (id int PRIMARY KEY, email text, note text);
-- deploy
CREATE INDEX users_email ON users (email);
