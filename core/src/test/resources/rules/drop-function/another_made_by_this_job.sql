CREATE FUNCTION rate(amount int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
-- deploy
CREATE FUNCTION rate(amount text, percent numeric[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
DROP FUNCTION rate(text, numeric[]);
DROP FUNCTION rate(integer);
