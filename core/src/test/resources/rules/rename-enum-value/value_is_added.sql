CREATE TYPE mood AS ENUM ('sad', 'glad');
-- deploy
ALTER TYPE mood ADD VALUE 'happy' AFTER 'sad';
