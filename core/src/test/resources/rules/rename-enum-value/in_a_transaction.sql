CREATE TYPE mood AS ENUM ('sad', 'glad');
-- deploy in a transaction
ALTER TYPE mood RENAME VALUE 'glad' TO 'happy';
