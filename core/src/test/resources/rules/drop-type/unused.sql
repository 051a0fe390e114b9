CREATE TYPE mood AS ENUM ('sad', 'glad');
-- deploy
DROP TYPE mood;
