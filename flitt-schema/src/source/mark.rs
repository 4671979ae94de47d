//! The encoding of a file that somebody saved.

/// The text of a file that somebody saved: UTF-8, or the encoding that its byte order mark names.
///
/// The mark is no part of the text. Editors and shells of Windows write it. `None` where the bytes are not of the encoding.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xef, 0xbb, 0xbf, text @ ..] => std::str::from_utf8(text).ok().map(str::to_owned),
        [0xff, 0xfe, text @ ..] => utf_16(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => utf_16(text, u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}

/// Whether a file begins with a byte order mark.
pub(super) fn has_mark(bytes: &[u8]) -> bool {
    [&[0xef, 0xbb, 0xbf][..], &[0xff, 0xfe], &[0xfe, 0xff]].iter().any(|mark| bytes.starts_with(mark))
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().copied().map(unit).collect();
    String::from_utf16(&units).ok().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn byte_order_marks_are_skipped_and_name_the_encoding() {
        let utf_16 = |mark: u16, unit: fn(u16) -> [u8; 2]| {
            std::iter::once(mark).chain("{ჩაი}".encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
        };
        let cases = [
            "{ჩაი}".as_bytes().to_vec(),
            "\u{feff}{ჩაი}".as_bytes().to_vec(),
            utf_16(0xfeff, u16::to_le_bytes),
            utf_16(0xfeff, u16::to_be_bytes),
        ];
        for bytes in cases {
            assert_eq!(decode(&bytes).as_deref(), Some("{ჩაი}"), "{bytes:?}");
        }
    }

    #[test]
    fn only_the_first_mark_is_skipped() {
        assert_eq!(decode("\u{feff}\u{feff}{}".as_bytes()).as_deref(), Some("\u{feff}{}"));
        assert_eq!(decode("{\u{feff}}".as_bytes()).as_deref(), Some("{\u{feff}}"));
    }

    #[test]
    fn other_bytes_are_no_text() {
        for bytes in [&[0xff][..], &[0xff, 0xfe, 0x00], &[0xff, 0xfe, 0x00, 0xd8], &[0xef, 0xbb, 0xbf, 0xff]] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }
}
