CREATE TABLE coupons (id bigint PRIMARY KEY, order_id bigint REFERENCES orders, code text NOT NULL);
CREATE INDEX coupons_code ON coupons (code);
ALTER TABLE orders ADD COLUMN coupon_id bigint;
