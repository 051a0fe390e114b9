CREATE TABLE bookings (id int NOT NULL, room int4range, during tsrange);
INSERT INTO bookings SELECT i, int4range(i, i + 1) FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE bookings ADD COLUMN note text, ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH &&, during WITH &&) WHERE (id > 0) DEFERRABLE;
