CREATE TABLE events (id int);
CREATE TABLE logins () INHERITS (events);
INSERT INTO logins SELECT generate_series(1, 1000);
-- deploy
ALTER TABLE events ADD COLUMN code float DEFAULT random();
