CREATE SCHEMA app;
CREATE TABLE app.orders (id int PRIMARY KEY, placed date);
INSERT INTO app.orders SELECT i, '2026-01-01' FROM generate_series(1, 1000) i;
CREATE TABLE app.lines (id int PRIMARY KEY, order_id int REFERENCES app.orders);
-- deploy
DROP SCHEMA app;
