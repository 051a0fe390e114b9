CREATE TYPE state AS ENUM ('in progress', 'it''s done');
-- deploy
ALTER TYPE state RENAME VALUE 'it''s done' TO 'done';
