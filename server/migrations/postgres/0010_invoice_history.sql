CREATE TABLE invoice_history (
    id uuid NOT NULL PRIMARY KEY,
    clinic_id uuid NOT NULL REFERENCES clinics (id),
    invoice_id uuid NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    action varchar(50) NOT NULL,
    changed_by uuid NOT NULL REFERENCES users (id),
    changed_at timestamptz NOT NULL,
    previous_state jsonb,
    new_state jsonb,
    notes text
);
CREATE INDEX idx_invoice_history_invoice ON invoice_history (invoice_id);
