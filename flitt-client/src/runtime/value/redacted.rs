use std::fmt;

/// What `Debug` output shows in place of a sensitive value.
pub(crate) struct Redacted;

/// What `Debug` output shows in place of a sensitive value.
pub(crate) const REDACTED: Redacted = Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}
