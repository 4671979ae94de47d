use std::fmt;

/// A form that a payer's browser posts, with hidden fields and one button. `Display` writes its HTML, every value
/// escaped; [`HtmlForm::fields`] serve a page with templates of its own.
///
/// The payer can read and change the form. The signature does not cover the names of parameters nor the address: the payer can
/// rename parameters, so that a sale becomes a hold or the check of a card, and post the form to another endpoint or, as a
/// callback, to the shop. Prefer an endpoint that the shop's server calls, such as `checkout/url`. If a form is needed, say so in the
/// state of the order (`OrderState::created_by_browser`), and take no text of a payer into what is signed.
///
/// `Debug` shows no value: a form contains everything that is signed.
#[derive(Clone, PartialEq, Eq)]
pub struct HtmlForm {
    action: String,
    fields: Vec<(String, String)>,
    label: String,
}

impl HtmlForm {
    pub(crate) fn new(action: String, fields: Vec<(String, String)>, label: &str) -> Self {
        Self { action, fields, label: label.to_owned() }
    }

    /// The URL that the browser posts to.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.action
    }

    /// The names and values of the hidden fields, not escaped and not redacted.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// A whole page that posts the form by itself, with a button for browsers without scripts.
    ///
    /// Its script is one line without a nonce. If your content security policy forbids that, render the form in a page
    /// of your own, whose script calls `document.forms[0].submit()`.
    #[must_use]
    pub fn to_page(&self) -> String {
        format!(
            "<!doctype html>\n<html>\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{self}\n\
             <script>document.forms[0].submit()</script>\n</body>\n</html>\n",
            Escaped(&self.label)
        )
    }
}

impl fmt::Display for HtmlForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "<form method=\"post\" action=\"{}\">", Escaped(&self.action))?;
        for (name, value) in &self.fields {
            write!(formatter, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", Escaped(name), Escaped(value))?;
        }
        // A button named `submit` would hide the function that scripts call: it has no name.
        write!(formatter, "<button type=\"submit\">{}</button></form>", Escaped(&self.label))
    }
}

impl fmt::Debug for HtmlForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "HtmlForm({}, ", self.action)?;
        formatter.debug_list().entries(self.fields.iter().map(|(name, _)| name)).finish()?;
        formatter.write_str(")")
    }
}

/// A text as HTML shows it, in attributes too.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        self.0.chars().try_for_each(|character| match character {
            '&' => formatter.write_str("&amp;"),
            '<' => formatter.write_str("&lt;"),
            '>' => formatter.write_str("&gt;"),
            '"' => formatter.write_str("&quot;"),
            '\'' => formatter.write_str("&#39;"),
            other => formatter.write_char(other),
        })
    }
}
