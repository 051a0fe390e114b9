CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
-- deploy
DROP AGGREGATE total(int);
