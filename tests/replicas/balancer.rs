//! A small load balancer: each call goes to the next server, and past one that cannot be reached.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

/// A call may take longer than this at no server, as Telegram waits no longer for its answer either.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Balancer {
    shared: Arc<Shared>,
    address: SocketAddr,
}

struct Shared {
    servers: Mutex<Vec<SocketAddr>>,
    next: AtomicUsize,
    client: reqwest::Client,
}

impl Balancer {
    pub(crate) async fn start() -> Self {
        let client = reqwest::Client::builder().timeout(PATIENCE).pool_max_idle_per_host(0).build().expect("a client");
        let shared = Arc::new(Shared { servers: Mutex::default(), next: AtomicUsize::new(0), client });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let router = axum::Router::new().fallback(pass_on).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { shared, address }
    }

    /// The address that Telegram is told.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/telegram/hook", self.address)
    }

    /// From now on these are called. With none, every call fails.
    pub(crate) fn serves(&self, servers: &[SocketAddr]) {
        *self.shared.servers.lock().expect("no panic") = servers.to_vec();
    }
}

async fn pass_on(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let servers = shared.servers.lock().expect("no panic").clone();
    for _ in 0..servers.len() {
        let server = servers[shared.next.fetch_add(1, Ordering::Relaxed) % servers.len()];
        let url = format!("http://{server}{}", uri.path_and_query().map_or("/", |path| path.as_str()));
        let request = shared.client.request(method.clone(), url).headers(headers.clone()).body(body.clone());
        match request.send().await {
            Ok(answer) => {
                let status = answer.status();
                let again = answer.headers().get(header::RETRY_AFTER).cloned();
                let mut response = Body::from(answer.bytes().await.unwrap_or_default()).into_response();
                *response.status_mut() = status;
                response.headers_mut().extend(again.map(|again| (header::RETRY_AFTER, again)));
                return response;
            }
            Err(error) if error.is_connect() => {}
            // It may have done what was asked.
            Err(_) => break,
        }
    }
    StatusCode::BAD_GATEWAY.into_response()
}
