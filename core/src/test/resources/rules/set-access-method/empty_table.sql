DROP ACCESS METHOD IF EXISTS golden_heap;
CREATE ACCESS METHOD golden_heap TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
-- deploy
ALTER TABLE users SET ACCESS METHOD golden_heap;
