CREATE PROCEDURE clean(days int) LANGUAGE sql AS 'SELECT 1';
-- deploy
DROP PROCEDURE clean(int);
