CREATE INDEX orders_email ON orders (email);
INSERT INTO archive SELECT * FROM orders;
