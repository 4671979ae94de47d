/// How many bytes of a name its key holds.
const KEPT: usize = 15;

/// The last byte of the key of a longer name.
const CUT: u8 = u8::MAX;

/// A name as a number, for comparisons: the first 15 bytes of the name, then its length. Keys are in the byte order of
/// their names; only names that are longer and begin alike have the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameKey(u128);

impl NameKey {
    /// The key of a name.
    #[must_use]
    #[inline]
    pub fn of(name: &str) -> Self {
        let mut bytes = [0; KEPT + 1];
        let length = name.len().min(KEPT);
        bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
        bytes[KEPT] = if name.len() > KEPT { CUT } else { u8::try_from(length).unwrap_or(CUT) };
        Self(u128::from_be_bytes(bytes))
    }

    /// Whether no other name has this key.
    #[must_use]
    #[inline]
    pub fn is_whole(self) -> bool {
        !self.0.to_be_bytes().ends_with(&[CUT])
    }
}

#[cfg(test)]
mod tests {
    use super::NameKey;

    const NAMES: [&str; 14] = [
        "",
        "\0",
        "\0\0",
        "a",
        "a\0",
        "a\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "order_id",
        "order_status",
        "reversal_amoun\u{7f}",
        "reversal_amount",
        "reversal_amount\0",
        "reversal_amounts",
        "é",
    ];

    #[test]
    fn keys_are_in_the_order_of_their_names() {
        for left in NAMES {
            for right in NAMES {
                let (left_key, right_key) = (NameKey::of(left), NameKey::of(right));
                if left_key == right_key && !left_key.is_whole() {
                    continue;
                }
                assert_eq!(left_key.cmp(&right_key), left.cmp(right), "{left:?} and {right:?}");
            }
        }
    }

    #[test]
    fn only_a_long_name_shares_its_key() {
        assert!(NameKey::of("reversal_amount").is_whole());
        assert!(!NameKey::of("reversal_amounts").is_whole());
        assert_eq!(NameKey::of("reversal_amounts"), NameKey::of("reversal_amount\0"));
    }
}
