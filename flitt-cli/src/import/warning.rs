//! Warnings about lines of a page.

/// Text that could not be read, or only with a doubt.
#[derive(Debug)]
pub(crate) struct Warning {
    /// The line of the page, from 1.
    pub(crate) line: usize,
    pub(crate) message: String,
}
