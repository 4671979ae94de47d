//! Characters that people and programs take for one another.

/// Groups of characters that look alike in some font. The first that has a character outside ASCII begins with the one of
/// ASCII that it is taken for.
const GROUPS: [&str; 58] = [
    "aаɑα",
    "AАΑ",
    "BВΒ",
    "cсϲ",
    "CСϹ",
    "dԁ",
    "eе",
    "EЕΕ",
    "hһ",
    "HНΗ",
    "iіı",
    "IІӀΙ",
    "jј",
    "JЈ",
    "kкκ",
    "KКΚ",
    "mм",
    "MМΜ",
    "nո",
    "NΝ",
    "oоο",
    "OОΟՕ",
    "pрρ",
    "PРΡ",
    "qԛ",
    "QԚ",
    "sѕ",
    "SЅՏ",
    "tт",
    "TТΤ",
    "uυս",
    "UՍ",
    "vν",
    "VѴ",
    "wԝ",
    "WԜ",
    "xхχ",
    "XХΧ",
    "yуγ",
    "YУΥҮ",
    "ZΖ",
    "3ЗзӠ",
    "-‐‑‒–—−",
    "'’‘ʼ´",
    "\"“”„",
    ".․",
    "*∗",
    "lI1|!іІӀΙ",
    "0OoQОоΟο",
    "5Ss",
    "8B3В",
    "2Zz",
    "6Gb",
    "9gq",
    "7T1",
    "-_",
    "'`",
    ".,",
];

/// Pairs of letters that look like one.
const PAIRS: [(&str, &str); 4] = [("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m")];

/// The difference between a full-width character and its ASCII one.
const FULL_WIDTH: u32 = 0xfee0;

/// The characters that look like this one.
pub(super) fn look_alikes(character: char) -> impl Iterator<Item = char> {
    let groups = GROUPS.iter().filter(move |group| group.contains(character));
    let full_width = matches!(character, '!'..='~').then(|| u32::from(character) + FULL_WIDTH);
    groups
        .flat_map(|group| group.chars())
        .chain(full_width.and_then(char::from_u32))
        .chain(ascii(character))
        .filter(move |other| *other != character)
}

/// The first ASCII character that looks like one outside ASCII.
pub(super) fn ascii(character: char) -> Option<char> {
    if character.is_ascii() {
        return None;
    }
    let narrow = u32::from(character).checked_sub(FULL_WIDTH).and_then(char::from_u32);
    let first = || GROUPS.iter().find(|group| group.contains(character))?.chars().find(char::is_ascii);
    narrow.filter(|narrow| matches!(narrow, '!'..='~')).or_else(first)
}

/// The pairs of letters that look like one, and the other way round.
pub(super) fn pairs() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAIRS.into_iter().flat_map(|(pair, one)| [(pair, one), (one, pair)])
}
