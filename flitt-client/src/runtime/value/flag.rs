use super::listed::WireEnum;
// The macro below names it.
use crate::__private::v1 as __flitt;

/// The value of a parameter that is on or off: `Y` or `N`.
#[derive(Debug, PartialEq)]
pub enum Flag {
    /// On.
    Y,
    /// Off.
    N,
}

impl WireEnum for Flag {
    const VALUES: &'static [Self] = &[Self::Y, Self::N];
    const TEXTS: &'static [&'static str] = &["Y", "N"];
    const DETAILS: &'static str = "on\u{1f}off";
}

crate::__flitt_listed!(Flag);

impl Flag {
    /// Whether it is on.
    #[must_use]
    pub fn is_on(self) -> bool {
        self == Self::Y
    }
}

impl From<bool> for Flag {
    fn from(on: bool) -> Self {
        if on { Self::Y } else { Self::N }
    }
}

impl From<Flag> for bool {
    fn from(flag: Flag) -> Self {
        flag.is_on()
    }
}
