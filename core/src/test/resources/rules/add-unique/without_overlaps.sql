CREATE TABLE bookings (id int NOT NULL, room int4range, during tsrange);
INSERT INTO bookings SELECT i, int4range(i, i + 1) FROM generate_series(1, 1000) i;
-- deploy in a transaction
ALTER TABLE bookings ADD UNIQUE (room, during WITHOUT OVERLAPS);
