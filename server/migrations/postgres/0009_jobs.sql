-- The order of a clinic's imports, whatever the clock says.
ALTER TABLE puente_import_jobs ADD COLUMN load_number bigint;
UPDATE puente_import_jobs SET load_number = (
    SELECT count(*) FROM puente_import_jobs AS other
    JOIN migration_import_jobs AS job ON job.id = other.job_id
    WHERE other.clinic_id = puente_import_jobs.clinic_id AND job.completed_at <=
        (SELECT completed_at FROM migration_import_jobs WHERE id = puente_import_jobs.job_id)
) WHERE state IN ('completed', 'undone');
-- Why a job failed, for a screen to word: code and arguments.
ALTER TABLE puente_import_jobs ADD COLUMN failure jsonb;
