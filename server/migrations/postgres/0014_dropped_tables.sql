-- While no clinic has Data migration, its tables are not there: this is how they were made.
CREATE TABLE puente_dropped_tables (
    place integer NOT NULL PRIMARY KEY,
    name text NOT NULL,
    made_with text NOT NULL
);
