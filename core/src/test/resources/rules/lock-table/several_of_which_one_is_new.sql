CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy in a transaction
CREATE TABLE made (id int);
LOCK TABLE made, users IN EXCLUSIVE MODE;
