use super::open_enum::WireEnum;

/// The value of a parameter that is on or off: `Y` or `N`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// On.
    Y,
    /// Off.
    N,
}

impl WireEnum for Flag {
    const VALUES: &'static [Self] = &[Self::Y, Self::N];
    const COLUMNS: &'static [&'static str] = &[];
    const TEXTS: &'static [&'static str] = &["Y", "on", "N", "off"];
}

impl From<bool> for Flag {
    fn from(on: bool) -> Self {
        if on { Self::Y } else { Self::N }
    }
}
