CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (mood mood);
-- deploy
DROP TYPE mood;
