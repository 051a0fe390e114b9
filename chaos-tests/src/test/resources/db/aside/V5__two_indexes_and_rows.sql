CREATE INDEX orders_number_slowly ON orders (slowly(number));
CREATE INDEX orders_large ON orders (amount) WHERE amount > 400;
INSERT INTO orders VALUES (20001, 1, 'N20001', 'first@example.org', 450, '2026-02-01 00:00Z');
UPDATE customers SET name = 'customer of the first hour' WHERE id = 1;
INSERT INTO deployed VALUES ('5');
