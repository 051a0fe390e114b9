ALTER TABLE orders ADD COLUMN shop_id bigint;
CREATE TABLE shops (id bigint PRIMARY KEY);
INSERT INTO shops VALUES (1);
CREATE INDEX orders_shop_slowly ON orders (shop_id, slowly(number));
ALTER TABLE orders ADD CONSTRAINT orders_shop FOREIGN KEY (shop_id) REFERENCES shops (id);
ALTER TABLE orders ADD CONSTRAINT orders_number_short CHECK (length(number) < 40);
INSERT INTO deployed VALUES ('10');
