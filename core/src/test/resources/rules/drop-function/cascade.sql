CREATE FUNCTION rate(amount int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE orders (id int, rated int DEFAULT rate(1));
CREATE INDEX orders_rate ON orders (rate(id));
CREATE VIEW rates AS SELECT rate(id) FROM orders;
CREATE RULE kept AS ON DELETE TO orders WHERE rate(old.id) > 0 DO INSTEAD NOTHING;
-- deploy
DROP FUNCTION rate CASCADE;
