//! The texts of the pages for payers. Each language is a value of [`Texts`], so that none of the texts can be missing.

mod english;
mod georgian;

/// The texts of the pages in one language.
pub(super) struct Texts {
    /// The language code.
    pub(super) lang: &'static str,
    pub(super) sandbox: &'static str,
    pub(super) no_money_moves: &'static str,

    pub(super) payment: &'static str,
    pub(super) payment_id: &'static str,
    pub(super) description: &'static str,
    pub(super) total: &'static str,
    pub(super) amount: &'static str,
    pub(super) order: &'static str,
    pub(super) merchant: &'static str,
    pub(super) card: &'static str,
    pub(super) pay: &'static str,
    pub(super) cancel: &'static str,

    pub(super) card_details: &'static str,
    pub(super) card_number: &'static str,
    pub(super) expiry: &'static str,
    pub(super) expiry_form: &'static str,
    pub(super) cvv: &'static str,
    pub(super) cvv_hint: &'static str,

    pub(super) number_empty: &'static str,
    pub(super) number_invalid: &'static str,
    pub(super) expiry_invalid: &'static str,
    pub(super) expiry_past: &'static str,
    pub(super) cvv_invalid: &'static str,
    pub(super) not_a_test_card: &'static str,
    pub(super) choose_a_test_card: &'static str,

    pub(super) is_preauth: &'static str,
    pub(super) is_verification: &'static str,
    pub(super) is_subscription: &'static str,
    pub(super) saves_card: &'static str,

    pub(super) test_cards: &'static str,
    pub(super) test_cards_hint: &'static str,
    pub(super) with_secure: &'static str,
    pub(super) without_secure: &'static str,
    pub(super) frictionless: &'static str,
    pub(super) by_reservation_data: &'static str,
    pub(super) with_code: &'static str,
    pub(super) approves: &'static str,
    pub(super) declines: &'static str,
    pub(super) chosen: &'static str,

    pub(super) approved: &'static str,
    pub(super) declined: &'static str,
    pub(super) bank_declined: &'static str,
    pub(super) not_confirmed: &'static str,
    pub(super) not_possible: &'static str,
    pub(super) try_again: &'static str,
    pub(super) no_money_taken: &'static str,
    pub(super) reversed: &'static str,
    pub(super) already_paid: &'static str,
    pub(super) expired: &'static str,
    pub(super) ask_the_shop: &'static str,
    pub(super) cancelled: &'static str,
    pub(super) back_to_payment: &'static str,
    pub(super) unknown: &'static str,
    pub(super) check_the_url: &'static str,
    pub(super) rejected: &'static str,
    pub(super) back_to_shop: &'static str,
    pub(super) soon_back: &'static str,
    pub(super) for_developers: &'static str,
    pub(super) code: &'static str,
    pub(super) request: &'static str,

    pub(super) bank: &'static str,
    pub(super) confirm_payment: &'static str,
    pub(super) confirm_hint: &'static str,
    pub(super) approve: &'static str,
    pub(super) decline: &'static str,
    pub(super) one_time_code: &'static str,
    pub(super) code_is: &'static str,
    pub(super) code_wrong: &'static str,
    pub(super) no_challenge: &'static str,
    pub(super) no_challenge_hint: &'static str,
    pub(super) invalid_term_url: &'static str,
    pub(super) invalid_term_url_hint: &'static str,
}

/// The texts of a language, by its two-letter code; English for unknown languages.
pub(super) fn texts(lang: &str) -> &'static Texts {
    match lang {
        "ka" => &georgian::TEXTS,
        _ => &english::TEXTS,
    }
}
