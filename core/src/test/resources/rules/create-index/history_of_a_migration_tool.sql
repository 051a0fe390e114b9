CREATE TABLE flyway_schema_history (installed_rank int, success boolean);
INSERT INTO flyway_schema_history VALUES (1, true);
-- deploy
CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success);
