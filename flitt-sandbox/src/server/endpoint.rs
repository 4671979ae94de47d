//! Requests to the gateway's endpoints, with injected faults.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use flitt_client::reference::ResponseCode;
use flitt_client::value::WireEnum;
use flitt_schema::Endpoint;
use flitt_schema::Protocol;

use super::ServerState;
use super::method::{error_response, posted_body};
use crate::endpoints::EndpointResponse;
use crate::endpoints::dispatch::{self, Call};
use crate::gateway::Gateway;
use crate::given;
use crate::http::browser;
use crate::http::connections::ConnectionHandle;
use crate::http::form::Form;
use crate::http::incoming::IncomingRequest;
use crate::http::sender::Sender;
use crate::http::wire::Format;
use crate::http::{HTML, TEXT, redirect, response};
use crate::model::error::{GatewayError, code_message};
use crate::model::fault::{self, FailureResponse, Fault, ParseFaultError};
use crate::schemas::Schemas;
use crate::{dashboard, pages, random};

/// Every path that is not one of the sandbox's own pages.
pub(super) async fn call(
    State(state): State<Arc<ServerState>>,
    Extension(connection): Extension<ConnectionHandle>,
    Extension(sender): Extension<Sender>,
    request: Request,
) -> Response {
    let request = IncomingRequest::read(request).await;
    let gateway = &state.gateway;
    let is_endpoint = gateway.config.schemas.endpoint_at(request.uri.path()).is_some();
    if !is_endpoint && browser::is_lookup(&request.method, &request.headers) {
        // It is no request to the gateway, so it is not recorded.
        return dashboard::not_found(&gateway.config, &state.form_token);
    }
    let response = respond(&state, &connection, &sender, &request).await;
    state.journal.record(state.gateway.clock.now(), request, response).await
}

async fn respond(
    state: &ServerState,
    connection: &ConnectionHandle,
    sender: &Sender,
    request: &IncomingRequest,
) -> Response {
    let schemas = &state.gateway.config.schemas;
    let Some(endpoint) = schemas.endpoint_at(request.uri.path()) else {
        let details = format!("there is no endpoint at this path; the sandbox has {}", schemas.paths().join(", "));
        return error_response(StatusCode::NOT_FOUND, Format::Json, &GatewayError::application(&details));
    };
    let content_type = request.content_type();
    let body = match posted_body(request) {
        Ok(body) => body,
        Err(response) => return *response,
    };
    let fault = match requested_fault(&request.headers) {
        Ok(Some(fault)) => Some(fault),
        Ok(None) => dispatch::take_fault(&state.faults, endpoint, &content_type, body),
        Err(error) => return error_response(StatusCode::BAD_REQUEST, format_of(&content_type), &error),
    };
    match fault {
        Some(Fault::Delay(time)) => tokio::time::sleep(time).await,
        Some(Fault::DropBefore) => return dropped(connection),
        Some(Fault::ServerError) => {
            let page = "<html><body>Internal Server Error</body></html>";
            return response(StatusCode::INTERNAL_SERVER_ERROR, HTML, page.to_owned());
        }
        Some(Fault::HtmlBefore) => return html_page(),
        Some(Fault::FailureBefore(failure)) => {
            return injected_failure(schemas, endpoint, format_of(&content_type), failure);
        }
        _ => {}
    }
    let response = if endpoint.protocol == Protocol::Plain && !schemas.is_given(endpoint) {
        report(state, endpoint, &request.headers, body)
    } else {
        let may_name = |url: &str| sender.may_name(connection.peer(), url);
        let headers = Some(&request.headers);
        let call = Call { endpoint, content_type: &content_type, body, headers, fault, may_name: &may_name };
        endpoint_response(&state.gateway, &call)
    };
    match fault {
        Some(Fault::DropAfter) => dropped(connection),
        Some(Fault::HtmlAfter) => html_page(),
        Some(Fault::Truncated) => truncated(response).await,
        _ => response,
    }
}

/// The response of a report endpoint.
fn report(state: &ServerState, endpoint: &Endpoint, headers: &HeaderMap, body: &[u8]) -> Response {
    let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let body = state.reports.respond(&endpoint.name, authorization, body);
    response(StatusCode::OK, Format::Json.content_type(), body.to_string())
}

fn endpoint_response(gateway: &Gateway, call: &Call<'_>) -> Response {
    match (call.perform(gateway), call.fault) {
        (Ok(_), Some(Fault::FailureAfter(failure))) => {
            injected_failure(&gateway.config.schemas, call.endpoint, format_of(call.content_type), failure)
        }
        (result, _) => respond_with(gateway, result, call.endpoint, call.content_type, call.body),
    }
}

fn respond_with(
    gateway: &Gateway,
    result: Result<EndpointResponse, GatewayError>,
    endpoint: &Endpoint,
    content_type: &str,
    body: &[u8],
) -> Response {
    let is_given = gateway.config.schemas.is_given(endpoint);
    let format = if is_given { given::format(endpoint, format_of(content_type)) } else { format_of(content_type) };
    let is_for_browsers = endpoint.body == flitt_schema::Body::Form;
    match result {
        Ok(EndpointResponse::Body(body)) => response(StatusCode::OK, format.content_type(), body),
        Ok(EndpointResponse::Redirect(url)) => redirect(StatusCode::FOUND, &url),
        Err(error) if is_given => {
            response(StatusCode::OK, format.content_type(), given::failure_body(endpoint, format, &error))
        }
        Err(error) if is_for_browsers => {
            let page = pages::error(&error, &random::request_id(), Form::parse(body).text("lang"));
            page.into_response(&gateway.config.merchants)
        }
        Err(error) => error_response(StatusCode::OK, format, &error),
    }
}

/// The failure that a fault injects, with the gateway's message for its code.
fn injected_failure(schemas: &Schemas, endpoint: &Endpoint, format: Format, failure: FailureResponse) -> Response {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let message = ResponseCode::from_wire(&failure.code().to_string()).map_or("", code_message);
    let code = failure.code().into();
    let body = if !failure.has_envelope() {
        format.bare_failure_body(code, message, &random::request_id())
    } else if schemas.is_given(endpoint) {
        given::injected_body(endpoint, format, code, message)
    } else {
        format.failure_body(code, message, &random::request_id())
    };
    response(status, format.content_type(), body)
}

/// A page of a proxy or of a server for maintenance, under HTTP 200.
fn html_page() -> Response {
    let page = "<html><head><title>Maintenance</title></head><body>We will be back soon.</body></html>";
    response(StatusCode::OK, HTML, page.to_owned())
}

/// The format of a content type; JSON if it is not supported.
fn format_of(content_type: &str) -> Format {
    Format::from_content_type(content_type).unwrap_or(Format::Json)
}

/// The fault that the header of a request requests.
fn requested_fault(headers: &HeaderMap) -> Result<Option<Fault>, GatewayError> {
    let Some(value) = headers.get(fault::HEADER) else { return Ok(None) };
    let parsed = String::from_utf8_lossy(value.as_bytes()).parse::<Fault>();
    let error = |why: &ParseFaultError| {
        GatewayError::parameter(ResponseCode::ParameterIncorrect, fault::HEADER).with_details(&why.to_string())
    };
    parsed.map(Some).map_err(|why| error(&why))
}

/// Aborts the connection: the response is never sent.
fn dropped(connection: &ConnectionHandle) -> Response {
    connection.abort();
    response(StatusCode::OK, TEXT, String::new())
}

/// The first half of a response, as if it were complete.
async fn truncated(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(parts, Body::from(bytes.slice(..bytes.len() / 2)))
}
