/* One string. */ CREATE INDEX orders_customer_id_total ON orders (customer_id, total);
INSERT INTO staging SELECT generate_series(1, 3);
SELECT count(*) FROM orders;
