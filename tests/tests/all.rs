//! Everything that crosses rooms.

mod address;
mod changes;
mod cluster;
mod command_line;
mod crowd;
mod dentalpin;
mod dependencies;
mod documents;
mod faults;
mod hostile;
mod journey;
mod keyboard;
mod kills;
mod leaving;
mod logs;
mod network;
mod older_browser;
mod privacy;
mod recovery;
mod review;
mod screens;
mod settings;
mod size;
mod staff;
mod undo;
