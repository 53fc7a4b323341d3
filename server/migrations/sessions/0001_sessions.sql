-- Who is signed in, beside the clinic's database: nobody who signs in waits for an import. Secrets are stored as their SHA-256 only.

CREATE TABLE puente_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token_sha256 BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('cookie', 'access', 'refresh', 'api')),
    -- Access and refresh tokens that descend from one sign-in: revoked together when a used refresh token comes back.
    family TEXT NOT NULL,
    -- The account's when it signed in: a session is over when the account's is another.
    token_version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    -- When a refresh token was exchanged for the next one.
    used_at TEXT,
    last_used_at TEXT,
    agent TEXT CHECK (length(agent) <= 60)
) STRICT;
CREATE INDEX puente_sessions_user ON puente_sessions (user_id);
CREATE INDEX puente_sessions_family ON puente_sessions (family);

-- What the audit log says of sessions; the rest is in the clinic's database.
CREATE TABLE puente_audit (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    clinic_id TEXT,
    user_id TEXT,
    action TEXT NOT NULL,
    job_id TEXT,
    details TEXT CHECK (details IS NULL OR json_valid(details))
) STRICT;
CREATE INDEX puente_audit_clinic ON puente_audit (clinic_id, seq);
CREATE INDEX puente_audit_user ON puente_audit (user_id, seq) WHERE clinic_id IS NULL;
