ALTER TABLE orders ADD COLUMN coupon_id bigint;
CREATE INDEX orders_coupon_id ON orders (coupon_id);
INSERT INTO deployed VALUES ('6');
