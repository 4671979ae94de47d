//! What people see of values: their words, and who said them.

use std::any::type_name;
use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::marker::PhantomData;

use crate::secrets::found_in;

/// What was looked at.
#[derive(Default)]
pub(crate) struct Seen {
    /// The full names of the types.
    pub(crate) types: BTreeSet<String>,
    /// The full names of variants, by the first word of their `Debug`.
    pub(crate) variants: BTreeSet<String>,
    /// The full names of types without words.
    pub(crate) silent: BTreeSet<String>,
    pub(crate) texts: usize,
}

impl Seen {
    /// A type that people see by `Debug` alone.
    pub(crate) fn debug<T: Debug>(&mut self, value: &T) {
        self.kind::<T>();
        let shown = format!("{value:?}");
        let variant = shown.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
        self.variants.insert(format!("{}::{variant}", plain_name::<T>()));
        self.text(&format!("{shown}\n{value:#?}"), type_name::<T>());
    }

    /// A type that has words for people, too.
    pub(crate) fn words<T: Debug + Display>(&mut self, value: &T) {
        self.debug(value);
        self.text(&format!("{value}\n{value:#}"), type_name::<T>());
    }

    /// An error, with its causes. (A panic over it says what `Debug` does.)
    pub(crate) fn error<T: Error>(&mut self, error: &T) {
        self.words(error);
        let mut cause = error.source();
        while let Some(inner) = cause {
            self.text(&format!("{inner}\n{inner:#}\n{inner:?}\n{inner:#?}"), type_name::<T>());
            cause = inner.source();
        }
    }

    /// A type that has no words at all.
    pub(crate) fn kind<T>(&mut self) {
        self.types.insert(plain_name::<T>());
    }

    /// A type without words, as its caller has checked.
    pub(crate) fn silent<T>(&mut self) {
        self.kind::<T>();
        self.silent.insert(format!("{}::", plain_name::<T>()));
    }

    /// A text from elsewhere.
    pub(crate) fn text(&mut self, text: &str, of: &str) {
        self.texts += 1;
        if let Some((secret, written)) = found_in(text) {
            panic!("{of} shows {secret}, written {written}:\n{text}");
        }
    }
}

/// The full name of a type, without those of its parameters.
fn plain_name<T>() -> String {
    let name = type_name::<T>();
    name.split('<').next().unwrap_or(name).to_owned()
}

/// Whether a type has words: the constant of the trait stands where the one with the bound does not apply.
pub(crate) trait Silent {
    const SPEAKS: bool = false;
}

pub(crate) struct Debugs<T>(PhantomData<T>);
pub(crate) struct Displays<T>(PhantomData<T>);

impl<T> Silent for Debugs<T> {}
impl<T> Silent for Displays<T> {}

#[allow(dead_code, reason = "nothing has words that is said to have none")]
impl<T: Debug> Debugs<T> {
    pub(crate) const SPEAKS: bool = true;
}

#[allow(dead_code, reason = "nothing has words that is said to have none")]
impl<T: Display> Displays<T> {
    pub(crate) const SPEAKS: bool = true;
}

/// Notes a type that has neither `Debug` nor `Display`; one that has does not compile here.
macro_rules! wordless {
    ($seen:expr, $type:ty) => {{
        #[allow(unused_imports, reason = "unused where the type has words, which is an error then")]
        use $crate::output::Silent as _;
        const { assert!(!$crate::output::Debugs::<$type>::SPEAKS, "it has a Debug: look at it") };
        const { assert!(!$crate::output::Displays::<$type>::SPEAKS, "it has a Display: look at it") };
        $seen.silent::<$type>();
    }};
}
pub(crate) use wordless;
