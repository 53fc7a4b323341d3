//! puente-server.
