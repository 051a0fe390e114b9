/* One string. */ CREATE INDEX customers_name ON customers (name);
INSERT INTO staging SELECT generate_series(1, 3);
CREATE INDEX orders_customer_id_total ON orders (customer_id, total);
SELECT count(*) FROM orders;
