CREATE TABLE events (id int, kind varchar(10));
CREATE TABLE logins () INHERITS (events);
INSERT INTO logins SELECT i, 'k' FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE events ALTER kind TYPE text;
ALTER TABLE events ALTER id TYPE bigint;
ALTER TABLE logins ALTER id TYPE bigint;
