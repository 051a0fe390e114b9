DROP INDEX orders_placed_at;
CREATE INDEX orders_placed_at ON orders (placed_at DESC);
INSERT INTO deployed VALUES ('9');
