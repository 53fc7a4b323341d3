-- Tokens that may send the files of one import, and nothing else. Of an import one at a time; stored as their SHA-256 only.
CREATE TABLE puente_agent_tokens (
    job_id uuid NOT NULL PRIMARY KEY REFERENCES puente_import_jobs (job_id) ON DELETE CASCADE,
    token_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
    created_by uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
