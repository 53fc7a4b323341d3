//! Who works in a clinic.

use api::account::Role;
use api::member::Member;
use jiff::Timestamp;
use uuid::Uuid;

use super::{password, role};
use crate::store::{Database, Result, Transaction};
use crate::{from_row, values};

struct Row {
    user_id: Uuid,
    first_name: String,
    last_name: String,
    email: String,
    role: String,
    is_active: bool,
    password_hash: String,
}

from_row!(Row { user_id, first_name, last_name, email, role, is_active, password_hash });

/// The members of a clinic, by name.
pub async fn list(database: &Database, clinic: Uuid) -> Result<Vec<Member>> {
    let rows: Vec<Row> = database
        .fetch_all(
            "SELECT user_id, first_name, last_name, email, role, is_active, password_hash
             FROM clinic_memberships JOIN users ON users.id = user_id
             WHERE clinic_id = ?1 ORDER BY lower(first_name), lower(last_name), user_id",
            &values![clinic],
        )
        .await?;
    let member = |row: Row| Member {
        user_id: row.user_id,
        name: format!("{} {}", row.first_name, row.last_name).trim().to_owned(),
        email: row.email,
        role: role::parse(&row.role),
        can_sign_in: row.is_active && password::is_usable(&row.password_hash),
    };
    Ok(rows.into_iter().map(member).collect())
}

/// What became of a change of somebody's place in a clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    From(Role),
    NoMember,
    /// Nobody who can sign in would administer the clinic.
    LastAdmin,
}

/// Gives a member another role, or none: then they are a member no more.
pub async fn change(transaction: &mut Transaction, clinic: Uuid, user: Uuid, to: Option<Role>) -> Result<Changed> {
    // Two admins who remove each other at once wait for each other here.
    let sql = format!(
        "SELECT user_id, role, is_active, password_hash FROM clinic_memberships JOIN users ON users.id = user_id
         WHERE clinic_id = ?1{}",
        transaction.dialect().for_update()
    );
    let members: Vec<(Uuid, String, bool, String)> =
        transaction.fetch_all(sqlx::AssertSqlSafe(sql), &values![clinic]).await?;
    let Some((_, before, ..)) = members.iter().find(|(id, ..)| *id == user) else { return Ok(Changed::NoMember) };
    let others = members.iter().filter(|(id, ..)| *id != user);
    let remains = others.into_iter().any(|(_, role, is_active, hash)| {
        role::parse(role) == Some(Role::Admin) && *is_active && password::is_usable(hash)
    });
    let before = role::parse(before);
    if before == Some(Role::Admin) && to != Some(Role::Admin) && !remains {
        return Ok(Changed::LastAdmin);
    }
    match to {
        Some(to) => {
            transaction
                .execute(
                    "UPDATE clinic_memberships SET role = ?3, updated_at = ?4 WHERE clinic_id = ?1 AND user_id = ?2",
                    &values![clinic, user, role::name(to), Timestamp::now()],
                )
                .await?
        }
        None => {
            transaction
                .execute("DELETE FROM clinic_memberships WHERE clinic_id = ?1 AND user_id = ?2", &values![clinic, user])
                .await?
        }
    };
    Ok(Changed::From(before.unwrap_or(Role::Receptionist)))
}

/// Makes somebody a member; one who is already gets the role.
pub(super) async fn add(transaction: &mut Transaction, clinic: Uuid, user: Uuid, to: Role) -> Result<()> {
    let now = Timestamp::now();
    let sql = "UPDATE clinic_memberships SET role = ?3, updated_at = ?4 WHERE clinic_id = ?1 AND user_id = ?2";
    if transaction.execute(sql, &values![clinic, user, role::name(to), now]).await? > 0 {
        return Ok(());
    }
    transaction
        .execute(
            "INSERT INTO clinic_memberships (id, user_id, clinic_id, role, is_professional, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, FALSE, ?5, ?5)",
            &values![Uuid::new_v4(), user, clinic, role::name(to), now],
        )
        .await
        .map(drop)
}
