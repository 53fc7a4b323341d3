//! Who may do what: accounts, their secrets, sessions and roles.

mod agent;
mod clinic;
mod creation;
mod password;
mod role;
mod sessions;
mod throttle;
mod token;

pub use agent::{Agent, admit, agent, dismiss};
pub use creation::{InvalidAccount, NewAccount, insert_first};
pub use password::Password;
pub use role::{Member, Permission, membership, memberships};
pub use sessions::{Kind, Pair, Renewal, Session, SignInError, close, find, open, open_pair, rotate, sign_in};
pub use throttle::Throttle;
pub(crate) use throttle::network;
pub use token::Token;
