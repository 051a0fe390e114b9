CREATE TABLE notes (id bigint PRIMARY KEY, note text);
CREATE INDEX notes_note ON notes (note);
INSERT INTO notes VALUES (1, 'a note');
