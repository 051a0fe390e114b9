CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
CREATE SCHEMA app;
CREATE TABLE app.orders (id int);
ALTER SCHEMA app RENAME TO shop;
DROP TABLE shop.orders;
DROP SCHEMA shop;
