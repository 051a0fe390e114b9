CREATE SCHEMA app;
-- deploy
DROP SCHEMA app;
