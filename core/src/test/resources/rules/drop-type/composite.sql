CREATE SCHEMA app;
CREATE TYPE app.point AS (x int, y int);
-- deploy in a transaction
DROP TYPE app.point;
