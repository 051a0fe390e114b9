-- policy| allow:
-- policy|   - rule: rename-enum-value
-- policy|     on: public.mood.glad
-- policy|     reason: no code writes it
CREATE TYPE mood AS ENUM ('sad', 'glad');
-- deploy
ALTER TYPE mood RENAME VALUE 'glad' TO 'happy';
