//! Values of lists that the gateway accepts no others of: currencies and languages. The client keeps these lists open,
//! because they grow.

use flitt_client::reference::ResponseCode;
use flitt_client::response::Fields;
use flitt_schema::{Endpoint, Format, Parameter};

use super::MERCHANT_ID;
use crate::model::error::GatewayError;
use crate::schemas::Schemas;

/// The list of the languages of the payment page.
const LANGUAGES: &str = "languages";

/// The codes of ISO 4217, those of bonds, metals and tests among them.
const ISO_4217: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF \
    CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD \
    HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL \
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON \
    RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX \
    USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF XSU XUA YER ZAR ZMW ZWG \
    XAG XAU XBA XBB XBC XBD XDR XPD XPT XTS XXX";

/// Rejects a text that is no currency or no language of the payment page.
pub(super) fn check_listed_values(schemas: &Schemas, endpoint: &Endpoint, fields: &Fields) -> Result<(), GatewayError> {
    let is_unknown = |parameter: &&Parameter| {
        fields.text(&parameter.name).is_some_and(|text| {
            if parameter.format == Some(Format::Currency) {
                schemas.currencies.find(text).is_none() && !is_currency(text)
            } else {
                parameter.details.list.as_deref() == Some(LANGUAGES)
                    && !parameter.details.values.iter().any(|language| language.value == text)
            }
        })
    };
    match endpoint.request.rows.iter().find(is_unknown) {
        Some(parameter) => Err(GatewayError::parameter(ResponseCode::ParameterIncorrect, &parameter.name)),
        None => Ok(()),
    }
}

/// Rejects a new order in a currency that no merchant of the sandbox may use. That of a capture or a reversal is compared
/// with its order.
pub(super) fn check_currencies(
    schemas: &Schemas,
    endpoint: &Endpoint,
    fields: &Fields,
    merchant_id: &str,
) -> Result<(), GatewayError> {
    let is_new = endpoint.creates.is_some();
    let is_checked = |parameter: &&Parameter| is_new && parameter.format == Some(Format::Currency);
    let parameters = endpoint.request.rows.iter().filter(is_checked);
    for currency in parameters.filter_map(|parameter| fields.text(&parameter.name)) {
        if schemas.currencies.find(currency).is_none() {
            let values = [("currency", currency), (MERCHANT_ID, merchant_id)];
            return Err(GatewayError::filled(ResponseCode::CurrencyNotAvailable, &values));
        }
    }
    Ok(())
}

fn is_currency(text: &str) -> bool {
    ISO_4217.split(' ').any(|code| code == text)
}
