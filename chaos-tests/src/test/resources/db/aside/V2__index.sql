CREATE INDEX orders_email ON orders (email);
INSERT INTO deployed VALUES ('2');
