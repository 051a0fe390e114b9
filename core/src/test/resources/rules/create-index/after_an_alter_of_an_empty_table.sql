CREATE TABLE users (id int PRIMARY KEY, email text, note text);
-- deploy in a transaction
ALTER TABLE users ADD COLUMN age int;
CREATE INDEX users_age ON users (age);
