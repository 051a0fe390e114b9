ALTER TABLE orders ADD COLUMN coupon_id bigint;
CREATE INDEX orders_coupon_id ON orders (coupon_id);
CREATE UNIQUE INDEX orders_coupon_id_key ON orders (coupon_id);
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total >= 0);
ALTER TABLE orders ALTER COLUMN email SET NOT NULL;
