CREATE INDEX CONCURRENTLY orders_email ON orders (email);
UPDATE orders SET total = total + 1 WHERE id = 1;
CREATE INDEX orders_total ON orders (total);
