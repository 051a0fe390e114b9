CREATE TYPE mood AS ENUM ('sad', 'glad');
-- deploy
-- ddlguard:allow rename-type reason="no code names it"
ALTER TYPE mood RENAME TO older_mood;
CREATE TYPE feeling AS ENUM ('sad', 'glad');
ALTER TYPE feeling RENAME TO mood;
DROP TYPE mood;
