CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
CREATE FUNCTION seven() RETURNS int LANGUAGE sql AS 'SELECT 7';
-- deploy
ALTER TABLE users ADD COLUMN a int DEFAULT seven();
