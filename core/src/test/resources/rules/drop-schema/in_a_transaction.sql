CREATE SCHEMA app;
CREATE TABLE app.orders (id int PRIMARY KEY, placed date);
INSERT INTO app.orders SELECT i, '2026-01-01' FROM generate_series(1, 1000) i;
CREATE TABLE app.lines (id int PRIMARY KEY, order_id int REFERENCES app.orders);
CREATE SEQUENCE app.numbers;
CREATE TYPE app.state AS ENUM ('new', 'paid');
CREATE FUNCTION app.next() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE TABLE bills (id int, order_id int REFERENCES app.orders, state app.state DEFAULT 'new');
CREATE VIEW recent AS SELECT id FROM app.orders;
-- deploy in a transaction
DROP SCHEMA app CASCADE;
