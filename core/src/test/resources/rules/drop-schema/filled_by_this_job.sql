CREATE SCHEMA app;
-- deploy
CREATE TABLE app.orders (id int PRIMARY KEY);
DROP SCHEMA app CASCADE;
