//! The endpoints in the words of their tasks: titles, groups, and words that readers look for.

use flitt_schema::{Endpoint, Library};

/// A group of endpoints, in the order of the pages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Pay,
    AfterPayment,
    SavedCards,
    PayOut,
    Report,
    Other,
}

const TASKS: [Task; 6] = [Task::Pay, Task::AfterPayment, Task::SavedCards, Task::PayOut, Task::Report, Task::Other];

impl Task {
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Pay => "Take a payment",
            Self::AfterPayment => "After the payment",
            Self::SavedCards => "Saved cards and subscriptions",
            Self::PayOut => "Pay out and split",
            Self::Report => "Reports",
            Self::Other => "Other endpoints",
        }
    }
}

/// What is known of an endpoint of the gateway beyond its schema file.
struct Known {
    name: &'static str,
    task: Task,
    title: &'static str,
    /// Words that are not in the title.
    synonyms: &'static str,
}

const fn known(name: &'static str, task: Task, title: &'static str, synonyms: &'static str) -> Known {
    Known { name, task, title, synonyms }
}

static KNOWN: [Known; 17] = [
    known("checkout_url", Task::Pay, "Create a payment page", "checkout link order invoice pay sale purchase hold"),
    known("checkout_token", Task::Pay, "Create a token for an embedded page", "checkout widget mobile sdk app"),
    known("checkout_redirect", Task::Pay, "Create a payment by a form", "checkout redirect html browser post"),
    known(
        "secure_step1",
        Task::Pay,
        "Pay with a card directly",
        "3ds 3-d secure charge host to host apple google pay wallet",
    ),
    known("secure_step2", Task::Pay, "Finish a payment after 3-D Secure", "3ds pares acs challenge authentication"),
    known("order_status", Task::AfterPayment, "Ask for the status of an order", "check get retrieve query"),
    known("capture_order", Task::AfterPayment, "Capture a hold", "preauth authorize authorization settle complete"),
    known(
        "reverse_order",
        Task::AfterPayment,
        "Reverse a payment",
        "refund return money back cancel void reversal release",
    ),
    known("transaction_list", Task::AfterPayment, "List the transactions of an order", "history attempts operations"),
    known("fiscal_data", Task::AfterPayment, "Get fiscal records", "receipt tax uzbekistan"),
    known("recurring", Task::SavedCards, "Charge a saved card", "token rectoken repeat one click card on file"),
    known("subscription", Task::SavedCards, "Stop or start a subscription", "recurring schedule pause cancel resume"),
    known("p2pcredit", Task::PayOut, "Pay out to a card", "payout transfer withdraw send money"),
    known("ibancredit", Task::PayOut, "Pay out to a bank account", "payout iban transfer withdraw send money"),
    known("settlement", Task::PayOut, "Split a payment among merchants", "marketplace receivers share commission"),
    known("report_token", Task::Report, "Get a token for reports", "login access authorization"),
    known("company_report", Task::Report, "Read a report", "reconciliation export transactions chargebacks payments"),
];

/// Words that readers look for, by the parameter that they find.
static PARAMETERS: [(&str, &str); 5] = [
    ("server_callback_url", "webhook notification ipn"),
    ("response_url", "return success page"),
    ("rectoken", "saved card token"),
    ("preauth", "hold authorize capture later"),
    ("reverse_id", "refund idempotency"),
];

/// The title of an endpoint in words.
pub(super) fn title(endpoint: &Endpoint) -> String {
    find(endpoint).map_or_else(|| in_words(&endpoint.name), |known| known.title.to_owned())
}

/// Other words for an endpoint.
pub(super) fn synonyms(endpoint: &Endpoint) -> &'static str {
    find(endpoint).map_or("", |known| known.synonyms)
}

/// Other words for a parameter.
pub(super) fn parameter_synonyms(name: &str) -> &'static str {
    PARAMETERS.iter().find(|(known, _)| *known == name).map_or("", |(_, words)| words)
}

/// The endpoints of a library by task, without empty groups. Within a group they are in the order of this module, then in
/// that of the library.
pub(super) fn groups(library: &Library) -> Vec<(Task, Vec<&Endpoint>)> {
    let mut endpoints: Vec<&Endpoint> = library.endpoints.iter().map(|loaded| &loaded.model).collect();
    endpoints.sort_by_key(|endpoint| KNOWN.iter().position(|known| known.name == endpoint.name).unwrap_or(KNOWN.len()));
    let of_task = |task: Task| endpoints.iter().copied().filter(|endpoint| self::task(endpoint) == task).collect();
    TASKS
        .map(|task| (task, of_task(task)))
        .into_iter()
        .filter(|(_, endpoints): &(_, Vec<_>)| !endpoints.is_empty())
        .collect()
}

fn task(endpoint: &Endpoint) -> Task {
    find(endpoint).map_or(Task::Other, |known| known.task)
}

fn find(endpoint: &Endpoint) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == endpoint.name)
}

/// A name with underscores in words: `test_cards` is "Test cards".
pub(super) fn in_words(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use flitt_client::Api as _;
    use flitt_client::api::Flitt;
    use flitt_schema::{InMemory, Library};

    use super::{KNOWN, Task, groups, in_words, task};

    #[test]
    fn every_endpoint_of_the_gateway_has_a_title_and_a_task() {
        let files: InMemory = Flitt::FILES.iter().copied().collect();
        let library = Library::read_folder(&files);
        for endpoint in library.endpoints.iter().map(|loaded| &loaded.model) {
            assert!(task(endpoint) != Task::Other, "{} has no title in words", endpoint.name);
        }
        assert_eq!(library.endpoints.len(), KNOWN.len());
        assert_eq!(groups(&library).iter().map(|(_, endpoints)| endpoints.len()).sum::<usize>(), KNOWN.len());
    }

    #[test]
    fn other_names_are_written_in_words() {
        assert_eq!((in_words("look_up").as_str(), in_words("").as_str()), ("Look up", ""));
    }
}
