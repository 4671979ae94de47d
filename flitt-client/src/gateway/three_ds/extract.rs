use std::fmt;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{ThreeDsReturn, ThreeDsReturnError};
use crate::runtime::callback::CallbackRejection;
use crate::runtime::callback::extract::browser_fields;

/// Why the extractor of [`ThreeDsReturn`] rejected an HTTP request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ThreeDsRejection {
    /// Its fields are not those of a bank's page.
    Invalid(ThreeDsReturnError),
    /// Its content type is not supported, or its body could not be read.
    Request(CallbackRejection),
}

/// The fields of a form, or of the query of a GET.
impl<S: Send + Sync> FromRequest<S> for ThreeDsReturn {
    type Rejection = ThreeDsRejection;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        let fields = browser_fields(request).await.map_err(ThreeDsRejection::Request)?;
        Self::parse(&fields).map_err(ThreeDsRejection::Invalid)
    }
}

impl IntoResponse for ThreeDsRejection {
    fn into_response(self) -> Response {
        match self {
            Self::Invalid(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
            Self::Request(rejection) => rejection.into_response(),
        }
    }
}

impl fmt::Display for ThreeDsRejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(formatter),
            Self::Request(rejection) => rejection.fmt(formatter),
        }
    }
}

impl std::error::Error for ThreeDsRejection {}
