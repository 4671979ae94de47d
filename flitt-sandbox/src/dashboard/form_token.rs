//! The token that the dashboard's forms carry. A page of another site cannot read it, so it cannot post them.

use maud::{Markup, html};
use subtle::ConstantTimeEq as _;

use crate::http::form::Form;
use crate::model::error::GatewayError;
use crate::random;

/// The name of the field.
const FIELD: &str = "form_token";

/// The token of a running sandbox.
pub(crate) struct FormToken(String);

impl FormToken {
    /// A random token. The error is that the system provides no random numbers.
    pub(crate) fn random() -> Result<Self, GatewayError> {
        random::token().map(Self)
    }

    /// The hidden field of a form.
    pub(super) fn field(&self) -> Markup {
        html! { input type="hidden" name=(FIELD) value=(self.0); }
    }

    /// Whether a form carries the token, in a time that does not depend on how much of it is right.
    pub(super) fn is_in(&self, form: &Form) -> bool {
        form.text(FIELD).as_bytes().ct_eq(self.0.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::FormToken;
    use crate::http::form::Form;

    #[test]
    fn only_the_whole_token_is_accepted() {
        let token = FormToken::random().unwrap();
        let is_in = |value: &str| token.is_in(&Form::parse(format!("a=b&form_token={value}").as_bytes()));
        assert!(is_in(&token.0) && token.field().into_string().contains(&token.0));
        assert!(
            !is_in("") && !is_in(&token.0[1..]) && !is_in(&format!("{}0", token.0)) && !is_in(&token.0.to_uppercase())
        );
        assert!(!is_in(&FormToken::random().unwrap().0) && !token.is_in(&Form::parse(token.0.as_bytes())));
    }
}
