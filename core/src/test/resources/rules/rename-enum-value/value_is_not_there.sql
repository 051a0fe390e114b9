CREATE TYPE mood AS ENUM ('sad', 'glad');
-- deploy
ALTER TYPE mood RENAME VALUE 'happy' TO 'glad';
