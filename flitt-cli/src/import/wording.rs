//! The words of documentation pages: column titles, types, mandatory and optional, statements. A language is one entry of
//! [`LANGUAGES`]; nothing else names a word of a page.
//!
//! All words are in lower case with `'` for every apostrophe, as [`super::phrase`] compares them.

use super::row::{Column, Statement};
use crate::direction::Direction;

/// The words of one language.
pub(super) struct Language {
    /// Titles of columns, as beginnings of words: `mandator` is in `Mandatory` and in `mandatoriness`.
    pub(super) columns: &'static [(Column, &'static [&'static str])],
    /// Words of headings, as beginnings of words.
    pub(super) directions: &'static [(Direction, &'static [&'static str])],
    pub(super) string: &'static [&'static str],
    pub(super) integer: &'static [&'static str],
    pub(super) mandatory: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
    /// Those of them that are common in sentences, and count only apart from one.
    pub(super) apart: &'static [&'static str],
    /// What a Mandatory column may have instead. In a column of what is optional, it says the opposite.
    pub(super) yes: &'static [&'static str],
    pub(super) no: &'static [&'static str],
    /// Words that turn the meaning of the next one.
    pub(super) negations: &'static [&'static str],
    /// Words after `mandatory` with which it depends on something, or is part of a sentence.
    pub(super) conditions: &'static [&'static str],
    /// Words of a sentence that says on what something depends.
    pub(super) dependencies: &'static [&'static str],
    pub(super) statements: &'static [(Statement, &'static [&'static str])],
    /// Words between a statement and its value.
    pub(super) connectors: &'static [&'static str],
    /// Words between the last two values of a list.
    pub(super) conjunctions: &'static [&'static str],
    /// Words before a maximum length in a description, such as `up to 50 characters`.
    pub(super) at_most: &'static [&'static str],
    /// The units of a length, as beginnings of words.
    pub(super) characters: &'static [&'static str],
}

pub(super) const LANGUAGES: [Language; 4] = [ENGLISH, UKRAINIAN, RUSSIAN, GEORGIAN];

const ENGLISH: Language = Language {
    columns: &[
        (Column::Example, &["example", "sample"]),
        (Column::Default, &["default"]),
        (Column::Values, &["allowed", "possible", "supported", "accepted", "values", "enum"]),
        (Column::Mandatory, &["mandator", "mand", "required", "reqd", "obligat", "oblig", "compulsory", "presence"]),
        (
            Column::Optional,
            &[
                "optional",
                "not mandator",
                "non-mandator",
                "not required",
                "non-required",
                "not obligat",
                "non-obligat",
                "not compulsory",
                "non-compulsory",
            ],
        ),
        (Column::Length, &["length", "size", "max", "max length", "maximum length", "max size", "len"]),
        (Column::Type, &["type", "data type", "format"]),
        (Column::Description, &["description", "descriptions", "comment", "meaning", "note", "details", "remark"]),
        (
            Column::Name,
            &["parameter", "param", "name", "field", "attribute", "property", "key", "variable", "argument"],
        ),
    ],
    directions: &[
        (Direction::Request, &["request"]),
        (Direction::Response, &["response", "answer", "callback", "reply"]),
    ],
    string: &["string", "str", "varchar", "char", "text"],
    integer: &["integer", "int", "bigint", "long"],
    mandatory: &["mandatory", "required", "obligatory", "compulsory"],
    optional: &["optional", "non-mandatory", "not obligatory"],
    apart: &["required", "optional", "compulsory", "obligatory"],
    yes: &["yes", "y", "true", "m", "must"],
    no: &["no", "n", "false", "o"],
    negations: &["not", "non", "isn't", "aren't", "cannot", "can't", "never", "no", "longer"],
    conditions: &[
        "if",
        "when",
        "where",
        "for",
        "to",
        "in",
        "only",
        "unless",
        "by",
        "with",
        "on",
        "but",
        "parameter",
        "parameters",
        "field",
        "fields",
    ],
    dependencies: &["if", "when", "where", "unless", "only", "which", "whether"],
    statements: &[
        (
            Statement::Default,
            &["default value", "value by default", "by default", "default", "defaults to", "default is"],
        ),
        (Statement::Largest, &["maximum allowed value", "maximum value", "max value", "max. value", "largest value"]),
        (Statement::Smallest, &["minimum allowed value", "minimum value", "min value", "min. value", "smallest value"]),
        (
            Statement::Values,
            &[
                "supported values",
                "can contain the following values",
                "can contain next values",
                "can contain values",
                "can have the following values",
                "following values",
                "next values",
                "possible values",
                "allowed values",
                "accepted values",
                "permitted values",
                "valid values",
                "available values",
                "one of",
                "values",
            ],
        ),
    ],
    connectors: &["is", "are", "be", "value"],
    conjunctions: &["or", "and"],
    at_most: &[
        "up to",
        "max",
        "max.",
        "maximum",
        "at most",
        "no more than",
        "not more than",
        "maximum length",
        "max length",
        "max. length",
        "length",
    ],
    characters: &["character", "symbol", "char", "digit", "letter"],
};

const UKRAINIAN: Language = Language {
    columns: &[
        (Column::Example, &["приклад", "зразок"]),
        (Column::Default, &["за замовчуванням", "за умовчанням"]),
        (Column::Values, &["допустим", "можлив", "значення"]),
        (Column::Mandatory, &["обов'язков", "обов", "потрібн"]),
        (Column::Optional, &["необов'язков", "не обов'язков", "необов", "опціональн"]),
        (Column::Length, &["довжина", "розмір", "макс", "максимальна довжина", "макс довжина"]),
        (Column::Type, &["тип", "тип даних", "формат"]),
        (Column::Description, &["опис", "коментар", "примітк", "пояснення"]),
        (Column::Name, &["параметр", "назва", "ім'я", "поле", "атрибут", "ключ"]),
    ],
    directions: &[(Direction::Request, &["запит"]), (Direction::Response, &["відповід", "колбек"])],
    string: &["рядок", "текст", "стрічка"],
    integer: &["ціле", "число", "ціле число"],
    mandatory: &["обов'язковий", "обов'язкове", "обов'язкова", "обов'язково", "обов'язковим"],
    optional: &[
        "необов'язковий",
        "необов'язкове",
        "необов'язкова",
        "необов'язково",
        "необов'язковим",
        "опціональний",
        "опціонально",
        "опціональне",
        "опціональним",
    ],
    apart: &["обов'язково", "необов'язково", "опціонально"],
    yes: &["так"],
    no: &["ні"],
    negations: &["не", "ні"],
    conditions: &["якщо", "коли", "для", "при", "тільки", "лише", "в", "у", "за"],
    dependencies: &["якщо", "коли", "лише", "тільки", "чи"],
    statements: &[
        (
            Statement::Default,
            &[
                "значення за замовчуванням",
                "за замовчуванням",
                "за замовчанням",
                "значення за умовчанням",
                "за умовчанням",
                "типове значення",
                "типово",
            ],
        ),
        (
            Statement::Largest,
            &["максимальне допустиме значення", "максимально допустиме значення", "максимальне значення"],
        ),
        (
            Statement::Smallest,
            &["мінімальне допустиме значення", "мінімально допустиме значення", "мінімальне значення"],
        ),
        (
            Statement::Values,
            &[
                "допустимі значення",
                "підтримувані значення",
                "можливі значення",
                "може містити такі значення",
                "може містити наступні значення",
                "може приймати такі значення",
                "може приймати значення",
                "може містити значення",
                "наступні значення",
                "такі значення",
                "дозволені значення",
                "доступні значення",
                "одне з",
                "одна з",
                "один з",
                "одне зі значень",
                "значення",
            ],
        ),
    ],
    connectors: &["є", "бути"],
    conjunctions: &["або", "чи", "та", "і"],
    at_most: &[
        "до",
        "макс",
        "макс.",
        "максимум",
        "не більше",
        "не більше ніж",
        "максимальна довжина",
        "довжина",
        "щонайбільше",
    ],
    characters: &["символ", "знак", "цифр", "літер"],
};

const RUSSIAN: Language = Language {
    columns: &[
        (Column::Example, &["пример", "образец"]),
        (Column::Default, &["по умолчанию", "по-умолчанию"]),
        (Column::Values, &["допустим", "возможн", "значения"]),
        (Column::Mandatory, &["обязательн", "обяз", "требуется"]),
        (Column::Optional, &["необязательн", "не обязательн", "необяз", "опциональн", "не требуется"]),
        (Column::Length, &["длина", "размер", "макс", "максимальная длина", "макс длина"]),
        (Column::Type, &["тип", "тип данных", "формат"]),
        (Column::Description, &["описание", "комментарий", "примечани", "пояснение"]),
        (Column::Name, &["параметр", "название", "имя", "поле", "атрибут", "ключ", "наименование"]),
    ],
    directions: &[(Direction::Request, &["запрос"]), (Direction::Response, &["ответ", "колбек", "колбэк"])],
    string: &["строка", "текст"],
    integer: &["целое", "число", "целое число"],
    mandatory: &["обязательный", "обязательное", "обязательная", "обязательно", "обязателен", "обязательным"],
    optional: &[
        "необязательный",
        "необязательное",
        "необязательная",
        "необязательно",
        "необязателен",
        "необязательным",
        "опциональный",
        "опционально",
        "опциональное",
        "опциональным",
    ],
    apart: &["обязательно", "необязательно", "опционально"],
    yes: &["да"],
    no: &["нет"],
    negations: &["не", "нет"],
    conditions: &["если", "когда", "для", "при", "только", "лишь", "в", "за", "к"],
    dependencies: &["если", "когда", "только", "лишь", "ли"],
    statements: &[
        (
            Statement::Default,
            &[
                "значение по умолчанию",
                "значение по-умолчанию",
                "значание по-умолчанию",
                "по умолчанию",
                "по-умолчанию",
            ],
        ),
        (
            Statement::Largest,
            &["максимальное допустимое значение", "максимально допустимое значение", "максимальное значение"],
        ),
        (
            Statement::Smallest,
            &["минимальное допустимое значение", "минимально допустимое значение", "минимальное значение"],
        ),
        (
            Statement::Values,
            &[
                "допустимые значения",
                "поддерживаемые значения",
                "возможные значения",
                "может содержать следующие значения",
                "может содержать такие значения",
                "может принимать следующие значения",
                "может принимать значения",
                "может содержать значения",
                "следующие значения",
                "разрешенные значения",
                "доступные значения",
                "одно из",
                "одна из",
                "один из",
                "одно из значений",
                "одно из следующих значений",
                "значения",
            ],
        ),
    ],
    connectors: &["это", "является", "быть"],
    conjunctions: &["или", "и"],
    at_most: &["до", "макс", "макс.", "максимум", "не более", "не больше", "максимальная длина", "длина"],
    characters: &["символ", "знак", "цифр", "букв"],
};

const GEORGIAN: Language = Language {
    columns: &[
        (Column::Example, &["მაგალით", "ნიმუშ"]),
        (Column::Default, &["ნაგულისხმევ"]),
        (Column::Values, &["დასაშვებ", "შესაძლო", "მნიშვნელობები"]),
        (Column::Mandatory, &["სავალდებულო", "სავალდ", "აუცილებ"]),
        (Column::Optional, &["არასავალდებულო", "არასავალდ", "არააუცილებ", "ოფციონალურ"]),
        (Column::Length, &["სიგრძე", "ზომა", "მაქს", "მაქსიმალური სიგრძე"]),
        (Column::Type, &["ტიპ", "მონაცემთა ტიპ", "ფორმატ"]),
        (Column::Description, &["აღწერ", "კომენტარ", "შენიშვნ", "განმარტებ"]),
        (Column::Name, &["პარამეტრ", "სახელ", "დასახელებ", "ველ"]),
    ],
    directions: &[(Direction::Request, &["მოთხოვნ"]), (Direction::Response, &["პასუხ"])],
    string: &["სტრიქონი", "ტექსტი", "სტრინგი"],
    integer: &["მთელი", "რიცხვი", "მთელი რიცხვი"],
    mandatory: &["სავალდებულო", "სავალდებულოა", "აუცილებელი", "აუცილებელია"],
    optional: &["არასავალდებულო", "არასავალდებულოა", "სურვილისამებრ", "არააუცილებელი", "ოფციონალური"],
    apart: &["აუცილებელი", "აუცილებელია"],
    yes: &["კი", "დიახ"],
    no: &["არა"],
    negations: &["არ", "არა"],
    conditions: &["თუ", "როცა", "როდესაც", "მხოლოდ"],
    dependencies: &["თუ", "როცა", "როდესაც", "მხოლოდ"],
    statements: &[
        (
            Statement::Default,
            &[
                "ნაგულისხმევი მნიშვნელობა",
                "ნაგულისხმევი მნიშვნელობაა",
                "ნაგულისხმევად",
                "სტანდარტულად",
                "ნაგულისხმევია",
                "ნაგულისხმევი",
            ],
        ),
        (Statement::Largest, &["მაქსიმალური დასაშვები მნიშვნელობა", "მაქსიმალური მნიშვნელობა"]),
        (Statement::Smallest, &["მინიმალური დასაშვები მნიშვნელობა", "მინიმალური მნიშვნელობა"]),
        (
            Statement::Values,
            &[
                "დასაშვები მნიშვნელობები",
                "შესაძლო მნიშვნელობები",
                "მხარდაჭერილი მნიშვნელობები",
                "შემდეგი მნიშვნელობები",
                "შეიძლება შეიცავდეს შემდეგ მნიშვნელობებს",
                "შემდეგ მნიშვნელობებს",
                "ერთ-ერთი",
                "მნიშვნელობები",
            ],
        ),
    ],
    connectors: &["არის"],
    conjunctions: &["ან", "და"],
    at_most: &["მაქს", "მაქს.", "მაქსიმუმ", "არაუმეტეს", "მაქსიმალური სიგრძე", "სიგრძე"],
    characters: &["სიმბოლო", "ნიშან", "ციფრ", "ასო"],
};

/// A short title that is a whole word: `request` begins with it.
pub(super) const MANDATORY_IN_SHORT: &str = "req";

/// Marks that are short for mandatory or optional, and so mean the same under each title.
pub(super) const INITIALS: [&str; 3] = ["m", "must", "o"];

/// Marks of a Mandatory column in any language.
pub(super) const YES_MARKS: [&str; 8] = ["+", "✓", "✔", "✅", "*", "x", "●", "☑"];
pub(super) const NO_MARKS: [&str; 8] = ["-", "–", "—", "✗", "✘", "❌", "☐", "✕"];

/// Cells without contents.
pub(super) const NOTHING: [&str; 9] = ["", "-", "–", "—", "n/a", "none", "null", "нет", "немає"];
