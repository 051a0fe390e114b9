-- policy| allow:
-- policy|   - rule: drop-type
-- policy|     on: public.mood
-- policy|     reason: no code names it any more
CREATE TYPE mood AS ENUM ('sad', 'glad');
-- deploy
DROP TYPE mood;
