CREATE TABLE users (id int PRIMARY KEY, email varchar(100));
INSERT INTO users SELECT generate_series(1, 1000);
-- deploy as one text
CREATE FUNCTION plain(varchar) RETURNS text LANGUAGE sql AS 'SELECT $1';
ALTER TABLE users ALTER email TYPE text;
