CREATE DOMAIN email AS text;
CREATE TABLE people (id int, email email);
INSERT INTO people SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
CREATE DOMAIN work_email AS email;
CREATE TABLE staff (email work_email);
INSERT INTO staff SELECT email FROM people;
-- deploy
ALTER DOMAIN email ADD CHECK (VALUE LIKE '%@%');
