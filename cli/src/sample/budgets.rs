//! Plans as the source's budgets and their lines.

use anyhow::Result;

use super::catalog::{self, PRIVATE};
use super::household::Household;
use super::json::Object;
use super::out::Out;

pub(crate) fn budgets(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for plan in &household.plans {
        let status = if plan.accepted.is_some() { 2 } else { 1 };
        let title = format!("Plan de tratamiento {}", plan.quoted.year());
        let source = Object::new()
            .plain("IdPresu", plan.id)
            .plain("IdPac", plan.patient)
            .plain("NumPre", plan.number)
            .quoted("FecPresup", plan.quoted)
            .date_or_null("FecAcepta", plan.accepted)
            .plain("Estado", status);
        let fields = Object::new()
            .refers("patient_uuid", "patient", plan.patient)
            .refers("professional_uuid", "professional", household.staff_id(plan.professional))
            .refers("elaborated_by_user_uuid", "user", 1 + plan.id % 3)
            .plain("number", plan.number)
            .text("title", &title)
            .quoted("quote_date", plan.quoted)
            .date_or_null("accepted_date", plan.accepted)
            .date_or_null("rejected_date", plan.rejected)
            .text_or_null("rejection_observations", plan.rejected.map(|_| "Prefiere esperar; le parece caro"))
            .plain("status_code", status)
            .text("notes", "Presupuesto válido 3 meses. Financiación disponible.");
        out.row(plan.id, &source, &fields)?;
    }
    Ok(())
}

pub(crate) fn lines(household: &Household<'_>, out: &mut Out) -> Result<()> {
    for plan in &household.plans {
        for (number, line) in (1_u32..).zip(&plan.lines) {
            let net = line.net();
            let vat_percent = line.act.vat_percent();
            let vat = net * vat_percent / (100 + vat_percent);
            let source = Object::new()
                .plain("Ident", line.id)
                .plain("IdPresu", plan.id)
                .text("Codigo", line.act.code)
                .plain("NumLin", number)
                .money("Importe", net);
            let source = source.plain("IdTtoMedOrig", line.treatment.map_or("null".to_owned(), |id| id.to_string()));
            let fields = Object::new()
                .refers("budget_uuid", "budget", plan.id)
                .refers("patient_uuid", "patient", plan.patient)
                .refers("treatment_uuid", "treatment_catalog_item", line.act.code)
                .refers("treatment_variant_uuid", "treatment_catalog_variant", catalog::variant_id(line.act, PRIVATE))
                .refers_if("applied_treatment_uuid", "applied_treatment", line.treatment)
                .plain("line_number", number)
                .plain("order_within_budget", number)
                .quoted("units", line.units)
                .money("unit_amount", line.act.price)
                .money("base_amount", net - vat)
                .quoted("discount_percent", line.discount_percent)
                .money("discount_amount", line.discount())
                .quoted("vat_percent", vat_percent)
                .money("vat_amount", vat)
                .numbers("teeth", &line.teeth);
            out.row(line.id, &source, &fields)?;
        }
    }
    Ok(())
}
