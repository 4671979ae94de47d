//! Values of statements and of rows, for every database.

use crate::error::Error;

/// A value that a statement is given, or that a row has.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Int(Option<i64>),
    Text(Option<String>),
}

/// The values of a row, in the order of the query's columns.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// The whole number in a column that can be null.
    pub(crate) fn optional_int(&self, column: usize) -> Result<Option<i64>, Error> {
        match self.0.get(column) {
            Some(Value::Int(number)) => Ok(*number),
            Some(Value::Text(None)) => Ok(None),
            _ => Err(Error::CorruptTables("a number")),
        }
    }

    pub(crate) fn int(&self, column: usize) -> Result<i64, Error> {
        self.optional_int(column)?.ok_or(Error::CorruptTables("a number"))
    }

    pub(crate) fn is_set(&self, column: usize) -> Result<bool, Error> {
        Ok(self.int(column)? != 0)
    }

    /// An amount or a count.
    pub(crate) fn unsigned(&self, column: usize) -> Result<u64, Error> {
        u64::try_from(self.int(column)?).map_err(|_| Error::CorruptTables("an amount"))
    }

    pub(crate) fn count(&self, column: usize) -> Result<u32, Error> {
        u32::try_from(self.int(column)?).map_err(|_| Error::CorruptTables("a count"))
    }

    /// The text in a column that can be null.
    pub(crate) fn optional_text(&self, column: usize) -> Result<Option<&str>, Error> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text.as_deref()),
            Some(Value::Int(None)) => Ok(None),
            _ => Err(Error::CorruptTables("a text")),
        }
    }

    pub(crate) fn text(&self, column: usize) -> Result<&str, Error> {
        self.optional_text(column)?.ok_or(Error::CorruptTables("a text"))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(Some(value.into()))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(Some(number.into()))
    }
}

/// An amount that is larger than a database's integer is stored as the largest one.
impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Int(Some(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(ToOwned::to_owned))
    }
}
