DROP DATABASE IF EXISTS golden_other;
CREATE DATABASE golden_other;
-- deploy
DROP DATABASE golden_other;
