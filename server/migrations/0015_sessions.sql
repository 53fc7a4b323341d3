-- Sessions have a database of their own.
DROP TABLE puente_sessions;
