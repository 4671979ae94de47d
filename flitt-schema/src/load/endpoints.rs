use std::collections::BTreeSet;

use super::loader::{Loader, Owner};
use super::tables::CompleteTable;
use crate::check::{self, TableUse};
use crate::limits::{Extent, MAX_FOLDER_PARAMETERS};
use crate::model::{
    Confirmation, CowSlice, CowStr, Endpoint, FailureStages, Protocol, Response, ResponseVariant, Shared, Signed, Table,
};
use crate::parse::{
    self, Loaded, Locations, Parameters, ParsedConfirmation, ParsedEndpoint, ParsedTable, ParsedVariant, Report,
    TableRef, TableSpans,
};
use crate::source::Source;

/// A table where it is used.
struct ResolvedTable {
    table: Shared<Table>,
    extent: Extent,
    locations: Locations,
    /// Where its parts are, for a table in the endpoint's own file.
    own: Option<TableSpans>,
    /// Whether all of its parameters could be read.
    is_complete: bool,
}

impl Loader<'_> {
    pub(super) fn endpoint_file(&mut self, name: &str) {
        let Some(source) = self.source(name) else { return self.must_exist(name) };
        let mut report = self.report(&source);
        let Some(node) = self.json(&source) else { return };
        if let Some(parsed) = parse::endpoint(&node, &mut report) {
            let loaded = self.endpoint(parsed, &source, &mut report);
            if self.parameters <= MAX_FOLDER_PARAMETERS && !report.rejects_link() {
                self.library.endpoints.push(loaded);
            }
        }
        self.collect(report);
    }

    fn endpoint(&mut self, parsed: ParsedEndpoint, source: &Source, report: &mut Report) -> Loaded<Endpoint> {
        let spans = parsed.spans.clone();
        let owner = Owner { name: parsed.name.clone(), source: parsed.source.clone() };
        let data_when = parsed.data_when.clone();
        let may_nest = parsed.protocol != Protocol::Flat;
        let response = parsed.response;
        let request_use = if may_nest { TableUse::NestedRequest } else { TableUse::FlatRequest };
        let response_use = if may_nest || response.signed == Signed::Never {
            TableUse::NestedResponse
        } else {
            TableUse::FlatResponse
        };
        let before = self.parameters;
        let request = self.resolve(parsed.request, request_use, &data_when, &owner, report);
        let mut response_is_complete = true;
        let mut variants = Vec::new();
        let mut forms = Vec::new();
        for variant in response.variants {
            forms.push(variant.span.clone());
            let (variant, is_complete) = self.variant(variant, response_use, &owner, report);
            response_is_complete &= is_complete;
            variants.push(variant);
        }
        if before <= MAX_FOLDER_PARAMETERS && self.parameters > MAX_FOLDER_PARAMETERS {
            report.error(
                spans.keys.of("endpoint"),
                format!("more than {MAX_FOLDER_PARAMETERS} parameters in the endpoints of a folder"),
                "",
                "those of shared and nested tables count wherever they are used: divide the endpoints among folders",
            );
        }
        let confirm_with = parsed.confirm_with.map(|parsed| self.confirmation(parsed, report));
        let endpoint = Endpoint {
            name: parsed.name,
            rust: parsed.rust,
            doc: parsed.doc,
            source: parsed.source,
            host: parsed.host,
            path: parsed.path,
            protocol: parsed.protocol,
            data_when: CowSlice::Owned(data_when),
            body: parsed.body,
            key: parsed.key,
            digest: parsed.digest,
            retry: parsed.retry,
            order: parsed.order,
            creates: parsed.creates,
            confirm_with,
            request: request.table,
            response: Response {
                variants: CowSlice::Owned(variants),
                shape: response.shape,
                signed: response.signed,
                failure: response.failure,
            },
        };
        let tables = check::Tables {
            response: &response.spans,
            forms: &forms,
            own_request: request.own.as_ref(),
            request_is_complete: request.is_complete,
            response_is_complete,
        };
        check::endpoint(&endpoint, &spans, &tables, report);
        Loaded {
            model: endpoint,
            source: source.clone(),
            locations: request.locations,
            keys: spans.keys,
            confirmation: spans.confirmation,
        }
    }

    /// Adds the codes of the reference list to those of the endpoint itself, which take precedence.
    fn confirmation(&mut self, parsed: ParsedConfirmation, report: &mut Report) -> Confirmation {
        let ParsedConfirmation { mut model, list } = parsed;
        let listed = list.and_then(|(name, span)| {
            let list = self.reference_list(&name, &span, report)?;
            check::stages(&list.list, &span, report)
        });
        let own = model.failures;
        let own_codes: BTreeSet<&CowStr> = own.before.iter().chain(own.exists.iter()).collect();
        let is_own = |code: &CowStr| own_codes.contains(code);
        let merge = |own: &[CowStr], listed: Vec<CowStr>| {
            let listed = listed.into_iter().filter(|code| !is_own(code));
            let mut codes: Vec<CowStr> = own.iter().cloned().chain(listed).collect();
            codes.sort();
            codes.dedup();
            CowSlice::Owned(codes)
        };
        let (before, exists) = listed.unwrap_or_default();
        model.failures = FailureStages { before: merge(&own.before, before), exists: merge(&own.exists, exists) };
        model
    }

    fn variant(
        &mut self,
        parsed: ParsedVariant,
        used: TableUse,
        owner: &Owner,
        report: &mut Report,
    ) -> (ResponseVariant, bool) {
        let resolved = self.resolve(parsed.table, used, &[], owner, report);
        if let Some((name, span)) = &parsed.when
            && resolved.is_complete
        {
            check::is_parameter(&check::Rows::new(&resolved.table), name, span, "form", report);
        }
        let when = parsed.when.map(|(name, _)| name);
        (ResponseVariant { table: resolved.table, when }, resolved.is_complete)
    }

    /// The table that is listed or named where a table is used.
    fn resolve(
        &mut self,
        table: TableRef,
        used: TableUse,
        data_when: &[CowStr],
        owner: &Owner,
        report: &mut Report,
    ) -> ResolvedTable {
        let resolved = match table {
            TableRef::Inline(parameters) => {
                let parsed = parameters.into_table(CowStr::default(), CowStr::default(), CowStr::default());
                let CompleteTable { table, spans, extent } = self.complete(parsed, owner, report);
                check::table(&table, &spans, used, data_when, report);
                let is_complete = spans.is_complete();
                let locations = Locations::new(report.source(), &spans);
                ResolvedTable { table: table.into(), extent, locations, own: Some(spans), is_complete }
            }
            TableRef::Shared { name, span } => match self.shared_table(&name, &span, report) {
                Some(shared) => {
                    self.check_shared(&name, &shared, used, data_when);
                    let locations = Locations::new(&shared.source, &shared.spans);
                    let is_complete = shared.spans.is_complete();
                    ResolvedTable {
                        table: shared.table.clone(),
                        extent: shared.extent,
                        locations,
                        own: None,
                        is_complete,
                    }
                }
                None => {
                    let parsed = Parameters::unreadable().into_table(name, CowStr::default(), CowStr::default());
                    let ParsedTable { table, .. } = parsed;
                    let (table, extent) = (table.into(), Extent::of_rows(0));
                    ResolvedTable { table, extent, locations: Locations::default(), own: None, is_complete: false }
                }
            },
        };
        self.parameters += resolved.extent.parameters;
        resolved
    }
}
