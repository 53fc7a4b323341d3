CREATE TABLE invoice_history (
    id TEXT NOT NULL PRIMARY KEY,
    clinic_id TEXT NOT NULL REFERENCES clinics (id),
    invoice_id TEXT NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    action TEXT NOT NULL CHECK (length(action) <= 50),
    changed_by TEXT NOT NULL REFERENCES users (id),
    changed_at TEXT NOT NULL,
    previous_state TEXT CHECK (previous_state IS NULL OR json_valid(previous_state)),
    new_state TEXT CHECK (new_state IS NULL OR json_valid(new_state)),
    notes TEXT
) STRICT;

CREATE INDEX idx_invoice_history_invoice ON invoice_history (invoice_id);
