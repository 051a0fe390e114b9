CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE SCHEMA app;
-- deploy as one text
SET search_path = app, public; DROP TYPE mood;
