-- Who is signed in, and how the first account comes to be. Secrets are stored as their SHA-256 only.

CREATE TABLE puente_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    token_sha256 BLOB NOT NULL UNIQUE CHECK (length(token_sha256) = 32),
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('cookie', 'access', 'refresh', 'api')),
    -- Access and refresh tokens that descend from one sign-in: revoked together when a used refresh token comes back.
    family TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    -- When a refresh token was exchanged for the next one.
    used_at TEXT
) STRICT;

CREATE INDEX puente_sessions_user ON puente_sessions (user_id);
CREATE INDEX puente_sessions_family ON puente_sessions (family);

-- The pending set-up link: one row at most, none once the first account exists.
CREATE TABLE puente_setup (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    token_sha256 BLOB NOT NULL CHECK (length(token_sha256) = 32),
    created_at TEXT NOT NULL
) STRICT;
