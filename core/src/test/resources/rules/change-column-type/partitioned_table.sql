CREATE TABLE events (id int, kind varchar(10)) PARTITION BY RANGE (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (500);
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (500) TO (2000);
INSERT INTO events SELECT i, 'k' FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE events ALTER kind TYPE text;
ALTER TABLE events ALTER kind TYPE varchar(5);
ALTER TABLE events ALTER id TYPE bigint;
