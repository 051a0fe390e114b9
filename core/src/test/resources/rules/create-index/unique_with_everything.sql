CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
create unique index concurrently users_note on only users using btree (lower(email) text_pattern_ops desc nulls last, id) include (note) with (fillfactor = 70) where id > 0 -- why
;
