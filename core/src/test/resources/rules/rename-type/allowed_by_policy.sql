-- policy| allow:
-- policy|   - rule: rename-type
-- policy|     on: public.mood
-- policy|     reason: no code names it
CREATE TYPE mood AS ENUM ('sad', 'glad');
-- deploy
ALTER TYPE mood RENAME TO feeling;
