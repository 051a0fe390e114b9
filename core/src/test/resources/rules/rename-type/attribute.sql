CREATE TYPE point3 AS (x int, y int);
-- deploy in a transaction
ALTER TYPE point3 RENAME ATTRIBUTE x TO a;
