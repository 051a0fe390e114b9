-- policy| defaults: {rules: {drop-function: block}}
CREATE FUNCTION rate(amount int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
-- deploy
DROP FUNCTION rate(int);
