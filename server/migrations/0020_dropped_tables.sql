-- While no clinic has Data migration, its tables are not there: this is how they were made.
CREATE TABLE puente_dropped_tables (
    place INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    made_with TEXT NOT NULL
) STRICT;
