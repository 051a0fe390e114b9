CREATE SCHEMA app;
-- deploy
ALTER SCHEMA app RENAME TO shop;
