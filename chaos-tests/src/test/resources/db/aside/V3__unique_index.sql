CREATE UNIQUE INDEX orders_number ON orders (number);
INSERT INTO deployed VALUES ('3');
