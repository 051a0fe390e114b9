CREATE SEQUENCE numbers;
-- deploy
DROP SEQUENCE numbers;
