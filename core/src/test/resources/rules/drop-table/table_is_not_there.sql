-- deploy
DROP TABLE users;
