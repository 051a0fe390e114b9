CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_email ON orders (email);
CREATE INDEX IF NOT EXISTS orders_total ON orders (total);
CREATE TABLE archive (LIKE orders);
INSERT INTO archive SELECT * FROM orders;
