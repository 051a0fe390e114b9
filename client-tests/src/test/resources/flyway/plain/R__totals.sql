CREATE INDEX IF NOT EXISTS orders_total ON orders (total);
CREATE OR REPLACE VIEW totals AS SELECT customer_id, ${aggregate}(total) AS total FROM orders GROUP BY customer_id;
