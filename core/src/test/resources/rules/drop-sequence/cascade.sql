CREATE SEQUENCE numbers;
CREATE TABLE users (id int DEFAULT nextval('numbers'));
-- deploy
DROP SEQUENCE numbers CASCADE;
