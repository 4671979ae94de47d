//! What the payer reads. A language is a value of [`Texts`]: the compiler sees to it that none of it is left out.

mod english;
mod georgian;

/// The texts of the pages in one language.
pub(crate) struct Texts {
    /// The language, as HTML names it.
    pub(crate) lang: &'static str,
    pub(crate) sandbox: &'static str,
    pub(crate) no_money_moves: &'static str,

    pub(crate) payment: &'static str,
    pub(crate) total: &'static str,
    pub(crate) amount: &'static str,
    pub(crate) order: &'static str,
    pub(crate) merchant: &'static str,
    pub(crate) card: &'static str,
    pub(crate) pay: &'static str,
    pub(crate) cancel: &'static str,

    pub(crate) card_details: &'static str,
    pub(crate) card_number: &'static str,
    pub(crate) expiry: &'static str,
    pub(crate) expiry_form: &'static str,
    pub(crate) cvv: &'static str,
    pub(crate) cvv_hint: &'static str,

    pub(crate) number_empty: &'static str,
    pub(crate) number_wrong: &'static str,
    pub(crate) expiry_wrong: &'static str,
    pub(crate) expiry_over: &'static str,
    pub(crate) cvv_wrong: &'static str,

    pub(crate) is_preauth: &'static str,
    pub(crate) is_verification: &'static str,
    pub(crate) is_subscription: &'static str,
    pub(crate) saves_card: &'static str,

    pub(crate) test_cards: &'static str,
    pub(crate) test_cards_hint: &'static str,
    pub(crate) with_secure: &'static str,
    pub(crate) without_secure: &'static str,
    pub(crate) frictionless: &'static str,
    pub(crate) by_reservation_data: &'static str,
    pub(crate) with_code: &'static str,
    pub(crate) approves: &'static str,
    pub(crate) declines: &'static str,

    pub(crate) approved: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) no_money_taken: &'static str,
    pub(crate) reversed: &'static str,
    pub(crate) already_paid: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) ask_the_shop: &'static str,
    pub(crate) cancelled: &'static str,
    pub(crate) back_to_payment: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) check_the_address: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) request: &'static str,
    pub(crate) back_to_shop: &'static str,
    pub(crate) soon_back: &'static str,
    pub(crate) code: &'static str,

    pub(crate) bank: &'static str,
    pub(crate) confirm_payment: &'static str,
    pub(crate) confirm_hint: &'static str,
    pub(crate) approve: &'static str,
    pub(crate) decline: &'static str,
    pub(crate) one_time_code: &'static str,
    pub(crate) code_is: &'static str,
    pub(crate) code_wrong: &'static str,
    pub(crate) no_check: &'static str,
    pub(crate) no_check_hint: &'static str,
    pub(crate) no_way_back: &'static str,
    pub(crate) no_way_back_hint: &'static str,
}

/// The texts of a language, by its two letters; English for those that have none.
pub(crate) fn texts(lang: &str) -> &'static Texts {
    match lang {
        "ka" => &georgian::TEXTS,
        _ => &english::TEXTS,
    }
}
