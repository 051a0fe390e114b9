CREATE TABLE events (id int, at date, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (kind);
CREATE TABLE events_2026_a PARTITION OF events_2026 FOR VALUES IN ('a');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
INSERT INTO events SELECT i, '2026-06-01', 'a' FROM generate_series(1, 1000) i;
-- deploy in a transaction
INSERT INTO events VALUES (0, '2026-06-01', 'a');
ALTER TABLE events ADD UNIQUE (id, at, kind);
