//! Everything that crosses rooms.

mod changes;
mod command_line;
mod dentalpin;
mod dependencies;
mod documents;
mod hostile;
mod journey;
mod network;
mod privacy;
mod recovery;
mod review;
mod settings;
mod staff;
mod undo;
