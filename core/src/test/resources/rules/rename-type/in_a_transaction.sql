CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (mood mood);
-- deploy in a transaction
ALTER TYPE mood RENAME TO feeling;
