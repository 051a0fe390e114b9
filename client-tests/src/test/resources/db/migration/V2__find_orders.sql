CREATE INDEX orders_email ON orders (email);
CREATE TABLE coupons (id bigint PRIMARY KEY, code text NOT NULL);
CREATE INDEX coupons_code ON coupons (code);
