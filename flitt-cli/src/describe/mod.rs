//! Schemas and signed texts in words, for the terminal and for pages. Text within backticks is code.

pub(crate) mod endpoint;
pub(crate) mod examples;
pub(crate) mod json_view;
pub(crate) mod parameter;
pub(crate) mod signed_text;
