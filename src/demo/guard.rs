//! Who may use the page: this machine's own browser, on this page.
//!
//! Invariant: a page of somebody else's that is open in the same browser can neither read nor do anything here, also
//! not by a name that suddenly leads to this machine.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// A header that the page sends along and that other pages cannot.
const OWN_HEADER: &str = "x-esij-demo";

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
                      media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Turns away what does not come from the page itself, and adds the headers that keep the page shut.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let refusal = refuse(request.method(), request.headers());
    let mut response = match refusal {
        Some(why) => (StatusCode::FORBIDDEN, why).into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn refuse(method: &Method, headers: &HeaderMap) -> Option<&'static str> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !is_here(host) {
        return Some("the demo answers to this machine only: open it as 127.0.0.1 or localhost\n");
    }
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    if origin.is_some_and(|origin| origin.strip_prefix("http://") != Some(host)) {
        return Some("this request comes from another page\n");
    }
    if method != Method::GET && method != Method::HEAD && !headers.contains_key(OWN_HEADER) {
        return Some("this request does not come from the demo's page\n");
    }
    None
}

/// Whether a `Host` header names this machine itself.
fn is_here(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: Method, headers: &[(&'static str, &'static str)], allowed: bool) {
        let headers: HeaderMap =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect();
        assert_eq!(refuse(&method, &headers).is_none(), allowed, "{method} {headers:?}");
    }

    #[test]
    fn only_the_page_itself_gets_in() {
        check(Method::GET, &[("host", "127.0.0.1:8077")], true);
        check(Method::GET, &[("host", "localhost:8077")], true);
        check(Method::GET, &[("host", "evil.example:8077")], false);
        check(Method::GET, &[], false);
        check(Method::POST, &[("host", "localhost:8077")], false);
        check(Method::POST, &[("host", "localhost:8077"), ("x-esij-demo", "1")], true);
        check(
            Method::POST,
            &[("host", "localhost:8077"), ("x-esij-demo", "1"), ("origin", "http://localhost:8077")],
            true,
        );
        check(Method::GET, &[("host", "localhost:8077"), ("origin", "https://evil.example")], false);
        check(Method::GET, &[("host", "localhost:8077"), ("origin", "null")], false);
    }
}
