CREATE EXTENSION citext;
CREATE TABLE people (id int, email citext UNIQUE);
CREATE VIEW mails AS SELECT email FROM people;
CREATE TABLE logs (id int, at text, CHECK (at::citext <> 'x'));
-- deploy in a transaction
DROP EXTENSION citext CASCADE;
