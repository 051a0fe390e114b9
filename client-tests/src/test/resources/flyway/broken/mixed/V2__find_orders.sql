CREATE INDEX CONCURRENTLY orders_email ON orders (email);
CREATE INDEX orders_total ON orders (total);
INSERT INTO archive SELECT * FROM orders;
