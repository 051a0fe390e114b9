CREATE DOMAIN email AS text;
-- deploy
ALTER DOMAIN email RENAME TO address;
