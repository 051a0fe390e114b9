CREATE TABLE users (id int PRIMARY KEY, email text);
INSERT INTO users SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
-- deploy in a transaction
CREATE FUNCTION seven() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 7';
ALTER TABLE users ADD COLUMN a int DEFAULT 8;
ALTER TABLE users ADD COLUMN b int DEFAULT seven();
