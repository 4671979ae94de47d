//! What the gateway's documentation prints: its tables and its examples of responses.

mod examples;
mod tables;
