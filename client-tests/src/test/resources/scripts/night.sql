-- What is run every night, statement by statement.
CREATE INDEX orders_email ON orders (email);
UPDATE orders SET total = total + 1 WHERE id <= 10;
DROP INDEX orders_email;
CREATE INDEX orders_email ON orders (email, total);
REINDEX INDEX orders_pkey;
SELECT count(*) FROM orders;
-- ddlguard:allow truncate reason="filled anew every night"
TRUNCATE staging;
