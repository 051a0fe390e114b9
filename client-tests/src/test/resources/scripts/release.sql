CREATE INDEX orders_total ON orders (total);
CREATE TABLE archive (LIKE orders INCLUDING ALL);
INSERT INTO archive SELECT * FROM orders WHERE id <= 5;
CREATE INDEX archive_total ON archive (total);
CREATE INDEX orders_customer_id ON orders (customer_id);
