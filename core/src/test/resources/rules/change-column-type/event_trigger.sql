CREATE TABLE users (id int PRIMARY KEY, email varchar(100), age int, joined timestamp);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 90 FROM generate_series(1, 1000) i;
CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watched();
-- deploy
ALTER TABLE users ALTER email TYPE text;
