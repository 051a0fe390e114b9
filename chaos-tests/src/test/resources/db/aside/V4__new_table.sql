CREATE TABLE coupons (id bigint PRIMARY KEY, code text NOT NULL, percent int NOT NULL);
CREATE INDEX coupons_code ON coupons (code);
INSERT INTO coupons VALUES (1, 'SPRING', 10), (2, 'SUMMER', 15);
INSERT INTO deployed VALUES ('4');
