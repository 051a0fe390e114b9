-- policy| allow:
-- policy|   - rule: drop-sequence
-- policy|     on: public.numbers
-- policy|     reason: at night
CREATE SEQUENCE numbers;
-- deploy
DROP SEQUENCE numbers;
