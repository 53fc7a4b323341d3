-- The account's when it signed in: a session is over when the account's is another.
ALTER TABLE puente_sessions ADD COLUMN token_version integer;
UPDATE puente_sessions SET token_version = users.token_version FROM users WHERE users.id = user_id;
ALTER TABLE puente_sessions ALTER COLUMN token_version SET NOT NULL;
