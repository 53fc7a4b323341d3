//! The browser side: the worker that opens, checks and posts files, and the app's screens.

pub mod protocol;
