CREATE SCHEMA app;
CREATE TABLE app.t1 (id int);
CREATE TABLE app.t2 (id int);
CREATE TABLE app.t3 (id int);
CREATE TABLE app.t4 (id int);
CREATE TABLE app.t5 (id int);
CREATE TABLE app.t6 (id int);
CREATE TABLE app.t7 (id int);
-- deploy
DROP SCHEMA app CASCADE;
