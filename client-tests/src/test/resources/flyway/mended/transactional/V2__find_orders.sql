CREATE INDEX orders_email ON orders (email);
CREATE TABLE archive (LIKE orders);
INSERT INTO archive SELECT * FROM orders;
