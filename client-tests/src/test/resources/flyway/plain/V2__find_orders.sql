-- Support looks orders up by mail address.
CREATE INDEX orders_email ON orders (email);
CREATE UNIQUE INDEX ON orders (id, email);
INSERT INTO customers VALUES (1000, 'somebody');
