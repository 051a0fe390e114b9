CREATE FUNCTION rate(amount int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
-- deploy in a transaction
DROP FUNCTION rate(int);
