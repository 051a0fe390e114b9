CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO events SELECT i, '2026-06-01' FROM generate_series(1, 1000) i;
-- deploy in a transaction
ALTER TABLE events ADD CHECK (id > 0);
