//! Who may do what: accounts, their secrets, sessions and roles.

mod agent;
mod argon2id;
pub mod browser;
mod clinic;
mod creation;
pub mod invitations;
pub mod members;
pub mod open_sessions;
mod password;
mod role;
mod sessions;
mod throttle;
mod token;

pub use agent::{Agent, admit, agent, dismiss};
pub use creation::{InvalidAccount, NewAccount, Person, check_clinic, insert_clinic, insert_first};
pub use password::Password;
pub use role::{Member, Permission, membership, memberships, name as role_name};
pub use sessions::{
    Kind, Pair, Renewal, Session, SignInError, close, find, is_open, open, open_browser, open_pair, rotate, sign_in,
};
pub use throttle::Throttle;
pub(crate) use throttle::network;
pub use token::Token;
