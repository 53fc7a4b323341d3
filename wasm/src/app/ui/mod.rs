//! The parts screens are built from. One file a part; their looks are in `www/styles/components.css`.

mod alert;
mod announced;
mod button;
mod card;
mod dialog;
mod empty;
mod field;
mod icon;
mod later;
mod loaded;
mod page;
mod pager;
mod password;
mod progress;
mod question;
mod search;
mod select;
mod spinner;
mod table;
mod tag;

pub(crate) use alert::Alert;
pub(crate) use announced::Announced;
pub(crate) use button::{Button, ButtonKind};
pub(crate) use card::Card;
pub(crate) use dialog::Dialog;
pub(crate) use empty::EmptyState;
pub(crate) use field::{Field, TextField, described_by};
pub(crate) use icon::{Icon, Shape};
pub(crate) use later::Later;
pub(crate) use loaded::{Asked, loaded};
pub(crate) use page::PageHead;
pub(crate) use pager::Pager;
pub(crate) use password::PasswordField;
pub(crate) use progress::ProgressBar;
pub(crate) use question::Question;
pub(crate) use search::SearchField;
pub(crate) use select::{Choice, SelectField};
pub(crate) use spinner::Spinner;
pub(crate) use table::Table;
pub(crate) use tag::Tag;

/// How good or bad the news is: the colour of alerts and tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    #[default]
    Neutral,
    Good,
    Warning,
    Bad,
}

impl Tone {
    fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}
