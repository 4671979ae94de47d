//! The words of the pages, in own words.

pub(super) struct Words {
    pub(super) request: &'static str,
    pub(super) response: &'static str,
    /// Name, type, mandatory, description, example.
    pub(super) titles: [&'static str; 5],
    pub(super) mandatory: &'static str,
    pub(super) optional: &'static str,
    pub(super) values: &'static str,
    pub(super) default: &'static str,
    pub(super) texts: &'static [&'static str],
    pub(super) meanings: &'static [&'static str],
}

pub(super) const WORDS: [Words; 4] = [
    Words {
        request: "Request parameters",
        response: "Response parameters",
        titles: ["Parameter", "Type", "Mandatory", "Description", "Example"],
        mandatory: "mandatory",
        optional: "optional",
        values: "Supported values:",
        default: "Default value:",
        texts: &[
            "How the shop calls it.",
            "A number that the shop has got.",
            "Sum of what is asked for.",
            "What the payer reads, in UTF-8.",
        ],
        meanings: &["it is not paid yet", "the bank said no", "money is on its way", "used in shops"],
    },
    Words {
        request: "Параметри запиту",
        response: "Параметри відповіді",
        titles: ["Параметр", "Тип", "Обов'язковість", "Опис", "Приклад"],
        mandatory: "обов’язковий",
        optional: "необов’язковий",
        values: "Допустимі значення:",
        default: "Значення за замовчуванням:",
        texts: &["Як магазин це називає.", "Номер, який отримав магазин.", "Сума того, про що просять."],
        meanings: &["ще не сплачено", "банк відмовив", "гроші в дорозі"],
    },
    Words {
        request: "Параметры запроса",
        response: "Параметры ответа",
        titles: ["Параметр", "Тип", "Обязательность", "Описание", "Пример"],
        mandatory: "обязательный",
        optional: "необязательный",
        values: "Допустимые значения:",
        default: "Значение по умолчанию:",
        texts: &["Как магазин это называет.", "Номер, который получил магазин.", "Сумма того, о чём просят."],
        meanings: &["ещё не оплачено", "банк отказал", "деньги в пути"],
    },
    Words {
        request: "მოთხოვნის პარამეტრები",
        response: "პასუხის პარამეტრები",
        titles: ["პარამეტრი", "ტიპი", "სავალდებულო", "აღწერა", "მაგალითი"],
        mandatory: "სავალდებულო",
        optional: "არასავალდებულო",
        values: "დასაშვები მნიშვნელობები:",
        default: "ნაგულისხმევი მნიშვნელობა:",
        texts: &["როგორ უწოდებს მაღაზია.", "ნომერი, რომელიც მაღაზიამ მიიღო.", "თანხა, რომელსაც ითხოვენ."],
        meanings: &["ჯერ არ არის გადახდილი", "ბანკმა უარი თქვა", "ფული გზაშია"],
    },
];
