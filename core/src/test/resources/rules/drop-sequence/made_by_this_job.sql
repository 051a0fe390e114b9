-- deploy
CREATE SEQUENCE numbers;
DROP SEQUENCE numbers;
