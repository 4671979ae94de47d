//! The shop, as the probe reaches it: it creates orders, and says what it did for them.

use super::http::{Address, HttpError, Manner, Reach, Response, request};
use super::process::{Environment, run};
use super::scenario::Effects;
use super::words::{escaped, fill};
use crate::output::{CommandError, foreign_text, on_one_line};

/// How much of what the shop printed is shown, in characters.
const SHOWN: usize = 300;

/// How something is asked of the shop.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// A command, in words.
    Command(Vec<String>),
    /// An address, with placeholders.
    Url(String),
}

/// The values of placeholders.
pub(super) struct Values<'v> {
    pub(super) order: &'v str,
    pub(super) amount: u64,
    pub(super) currency: &'v str,
}

/// A shop.
pub(super) struct Shop {
    pub(super) create: Action,
    pub(super) verify: Action,
    pub(super) gateway: String,
    pub(super) environment: Environment,
}

/// The shop did not do what was asked.
pub(super) enum ShopError {
    /// It may be able to later, once it has started.
    NotYet(CommandError),
    /// Asking again does not help.
    Never(CommandError),
}

impl Shop {
    /// Lets the shop create an order.
    pub(super) async fn create(&self, values: &Values<'_>) -> Result<(), ShopError> {
        self.ask("create an order", &self.create, "POST", values).await.map(drop)
    }

    /// What the shop did for an order.
    pub(super) async fn verify(&self, values: &Values<'_>) -> Result<Effects, CommandError> {
        let printed =
            self.ask("say what it did for an order", &self.verify, "GET", values).await.map_err(
                |error| match error {
                    ShopError::NotYet(error) | ShopError::Never(error) => error,
                },
            )?;
        effects(&printed).map_err(|what| {
            CommandError::usage(format!("{what} in what the shop printed about an order; {}", printed_text(&printed)))
                .help("print a line `shipped N`, with `shipped 0` where nothing was shipped, and `refunded SUM`")
        })
    }

    async fn ask(&self, what: &str, action: &Action, method: &str, values: &Values<'_>) -> Result<String, ShopError> {
        let failed = |reason: String| CommandError::usage(reason).context(format!("the shop did not {what}"));
        let value = |name: &str| match name {
            "order" => Some(values.order.to_owned()),
            "amount" => Some(values.amount.to_string()),
            "currency" => Some(values.currency.to_owned()),
            "gateway" => Some(self.gateway.clone()),
            _ => None,
        };
        match action {
            Action::Command(words) => {
                let is_given = |name: &str| words.iter().any(|word| word.contains(&format!("{{{name}}}")));
                if is_given("order") && !is_plain(values.order) {
                    let error = format!("a command is not given the order id {}", foreign_text(values.order));
                    return Err(ShopError::Never(CommandError::usage(error).help(PLAIN)));
                }
                let words: Vec<String> = words.iter().map(|word| fill(word, value)).collect();
                let program = words.first().map(String::as_str).unwrap_or_default();
                let ended = run(&words, &self.environment).await.map_err(|error| {
                    let error = CommandError::usage(error).context(format!("cannot run `{}`", on_one_line(program)));
                    ShopError::Never(error.help("check the name and the folder; `sh -c` runs a command line"))
                })?;
                if ended.status.success() {
                    return Ok(ended.stdout);
                }
                let printed = if ended.stderr.trim().is_empty() { &ended.stdout } else { &ended.stderr };
                let reason = format!("`{}`: {}; {}", on_one_line(program), ended.status, printed_text(printed));
                Err(ShopError::NotYet(failed(reason)))
            }
            Action::Url(url) => {
                let url = fill(url, |name| value(name).map(|value| escaped(&value)));
                let address = Address::parse(&url).map_err(|error| {
                    let error = failed(error.to_string());
                    ShopError::Never(error.help("write an address like http://127.0.0.1:8000/path"))
                })?;
                match request(method, &address, &[], "", Manner::AtOnce, Reach::ThisMachine).await {
                    Ok(Some(Response { status: 200..400, body, is_whole: true })) => Ok(body),
                    Ok(Some(Response { status, body, is_whole: true })) => {
                        Err(ShopError::NotYet(failed(format!("HTTP {status}; {}", printed_text(&body)))))
                    }
                    // It can end within a secret.
                    Ok(Some(Response { status, .. })) => {
                        Err(ShopError::NotYet(failed(format!("HTTP {status}; the response is not complete"))))
                    }
                    Ok(None) => Err(ShopError::NotYet(failed("there is no response".to_owned()))),
                    Err(error @ HttpError::OtherMachine) => Err(ShopError::Never(
                        failed(error.to_string()).help("the shop must run on this machine, as the gateway does"),
                    )),
                    Err(error) => Err(ShopError::NotYet(failed(error.to_string()))),
                }
            }
        }
    }
}

const PLAIN: &str =
    "let the shop make order ids of letters, digits and `-_.`, which begin with a letter or digit, or use --verify-url";

/// Whether an order id can be given to a command: to programs it is no option, no file and no formula, and a shell takes it as it
/// is. Any page in a browser of this machine can lead it to a gateway and name an order.
fn is_plain(order: &str) -> bool {
    let is_plain = |character: char| character.is_alphanumeric() || "-_.".contains(character);
    order.starts_with(char::is_alphanumeric) && order.chars().all(is_plain)
}

/// What the shop printed: the beginning, in one line and without secrets.
pub(super) fn printed_text(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return "it printed nothing".to_owned();
    }
    let shown = foreign_text(text);
    match shown.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("it printed: {}...", &shown[..end]),
        None => format!("it printed: {shown}"),
    }
}

/// The effects in lines `shipped N` and `refunded N`. Other lines are ignored.
fn effects(printed: &str) -> Result<Effects, String> {
    let (mut shipped, mut refunded) = (None, None);
    for line in printed.lines() {
        let mut words = line.split_whitespace();
        let place = match words.next() {
            Some("shipped") => &mut shipped,
            Some("refunded") => &mut refunded,
            _ => continue,
        };
        let name = if line.trim_start().starts_with('s') { "shipped" } else { "refunded" };
        let number = words.next().and_then(|word| word.parse::<u64>().ok()).filter(|_| words.next().is_none());
        let Some(number) = number else { return Err(format!("`{name}` is not followed by a number alone")) };
        if place.replace(number).is_some() {
            return Err(format!("duplicate `{name}`"));
        }
    }
    let shipped = shipped.ok_or("there is no line `shipped N`")?;
    Ok(Effects { shipped, refunded: refunded.unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::{Effects, effects, is_plain};

    #[test]
    fn commands_are_given_plain_order_ids() {
        for order in ["tea-7", "ჩაი_1", "7.a-b_c"] {
            assert!(is_plain(order), "{order}");
        }
        let signs = " ;$()`|&'\"<>\n*#\\~:@+=,/?[]{}!%^".chars().map(|sign| format!("a{sign}b"));
        let beginnings = ["", "-rf", "=1", "@file", "~", "~root", ".env", "..", "_a", "+1"].map(ToOwned::to_owned);
        for order in signs.chain(beginnings) {
            assert!(!is_plain(&order), "{order}");
        }
    }

    #[test]
    fn effects_are_lines_with_a_number() {
        assert_eq!(effects("note\nshipped 1\r\n\n refunded  250\n"), Ok(Effects { shipped: 1, refunded: 250 }));
        assert_eq!(effects("shipped 0"), Ok(Effects::default()));
        for (printed, error) in [
            ("", "no line `shipped N`"),
            ("refunded 3", "no line `shipped N`"),
            ("shipped yes", "`shipped` is not followed by a number"),
            ("shipped 1 2", "`shipped` is not followed by a number"),
            ("shipped 1\nshipped 1", "duplicate `shipped`"),
            ("shipped 1\nrefunded -5", "`refunded` is not followed by a number"),
        ] {
            assert!(effects(printed).unwrap_err().contains(error), "{printed}");
        }
    }
}
