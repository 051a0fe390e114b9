CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('new', 'paid');
CREATE FUNCTION app.one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE app.orders (id int PRIMARY KEY, state app.state);
INSERT INTO app.orders VALUES (1, 'new');
CREATE VIEW recent AS SELECT id FROM app.orders;
DROP SCHEMA app CASCADE;
