-- policy| allow:
-- policy|   - rule: alter-system
-- policy|     on: debug_pretty_print
-- policy|     reason: it is the default
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
ALTER SYSTEM RESET debug_pretty_print;
